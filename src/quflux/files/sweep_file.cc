#include "quflux/files/sweep_file.h"

#include "quflux/files/netcdf.h"
#include "quflux/study/sweep_dataset.h"

namespace quflux::inline files {

std::vector<Tile> SweepFile::blocks() const {
  std::size_t numbers = 0;
  for (const OutputArray& array : arrays) numbers += array.size();
  return blocks_of(range, numbers * equations, together);
}

SweepFile file_of(const PreparedSweep& sweep, const Part* part) {
  const std::size_t equations = sweep.study.equations.size();
  if (part == nullptr) {
    return {sweep_frame(sweep), sweep.arrays,      axis_names(sweep.study),
            equations,          {0, sweep.points}, sweep.together};
  }
  return {part_frame(sweep, *part),
          sweep.arrays,
          {kPoint},
          equations,
          points_of(*part, sweep.points, sweep.together),
          sweep.together};
}

std::vector<Variable> sweep_variables(const SweepFile& file) {
  std::vector<Variable> variables = array_variables(file.arrays, file.grid);
  variables.push_back(remark_variable(kFailure, file.grid, file.reasons.texts()));
  const std::vector<std::string>& warnings = file.warnings.texts();
  if (!warnings.empty()) variables.push_back(remark_variable(kWarning, file.grid, warnings));
  return variables;
}

std::vector<std::vector<double>> sweep_numbers(SweepFile& file, const SweepValues& block) {
  const std::size_t cells = block.points() * block.equations();
  std::vector<std::vector<double>> numbers = block.arrays;
  numbers.push_back(file.reasons.number(block.reasons, cells));
  if (!file.warnings.texts().empty()) {
    numbers.push_back(file.warnings.number(block.warnings, cells));
  }
  return numbers;
}

void write_sweep(SweepFile& file, const std::filesystem::path& path, const BlockValues& values) {
  NetcdfWriter writer(file.frame, sweep_variables(file), path);
  const std::vector<Tile> blocks = file.blocks();
  for (std::size_t b = 0; b < blocks.size(); ++b) {
    const std::size_t first = blocks[b].begin - file.range.begin;
    const auto numbers = sweep_numbers(file, *values(b));
    for (std::size_t k = 0; k < numbers.size(); ++k) {
      writer.put(k, first * (numbers[k].size() / blocks[b].size()), numbers[k]);
    }
  }
  writer.finish();
}

}  // namespace quflux::inline files
