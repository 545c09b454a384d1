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

void write_sweep(SweepFile& file, const std::filesystem::path& path,
                 const std::function<std::shared_ptr<const SweepValues>(std::size_t)>& values) {
  std::vector<Variable> variables = array_variables(file.arrays, file.grid);
  const std::size_t failure = variables.size();
  variables.push_back(remark_variable(kFailure, file.grid, file.reasons.texts()));
  const bool warned = !file.warnings.texts().empty();
  if (warned) variables.push_back(remark_variable(kWarning, file.grid, file.warnings.texts()));
  NetcdfWriter writer(file.frame, variables, path);
  const std::vector<Tile> blocks = file.blocks();
  for (std::size_t b = 0; b < blocks.size(); ++b) {
    const std::shared_ptr<const SweepValues> block = values(b);
    const std::size_t first = blocks[b].begin - file.range.begin;
    for (std::size_t k = 0; k < failure; ++k) {
      writer.put(k, first * block->stride(k), block->arrays[k]);
    }
    const std::size_t cells = blocks[b].size() * file.equations;
    const std::size_t cell = first * file.equations;
    writer.put(failure, cell, file.reasons.number(block->reasons, cells));
    if (warned) writer.put(failure + 1, cell, file.warnings.number(block->warnings, cells));
  }
  writer.finish();
}

}  // namespace quflux::inline files
