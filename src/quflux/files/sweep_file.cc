#include "quflux/files/sweep_file.h"

#include <map>
#include <span>

#include "quflux/core/hash.h"
#include "quflux/files/finished_result.h"
#include "quflux/files/netcdf.h"
#include "quflux/study/sweep_dataset.h"

namespace quflux::inline files {

namespace {

std::uint64_t checksum_of(std::span<const double> numbers, std::uint64_t before) {
  return checksum({reinterpret_cast<const char*>(numbers.data()), numbers.size_bytes()}, before);
}

std::uint64_t checksum_of(const Remarks& remarks, std::size_t cell, std::uint64_t before) {
  const auto found = remarks.find(cell);
  return checksum(found == remarks.end() ? std::string() : found->second, before);
}

}  // namespace

std::uint64_t checksum_of_frame(const Dataset& part) {
  std::uint64_t sum = checksum(text_attribute(part.attributes, kFingerprint));
  sum = checksum(text_attribute(part.attributes, kPart), sum);
  // By their names: files need not keep the order of variables.
  std::map<std::string, const Variable*> coordinates;
  for (const Variable& variable : part.variables) {
    const bool along_points =
        std::ranges::find(variable.dimensions, kPoint) != variable.dimensions.end();
    if (!along_points) coordinates.emplace(variable.name, &variable);
  }
  for (const auto& [name, variable] : coordinates) {
    sum = checksum(name, sum);
    if (const auto* numbers = std::get_if<std::vector<double>>(&variable->values)) {
      sum = checksum_of(*numbers, sum);
    } else {
      for (const std::string& text : std::get<std::vector<std::string>>(variable->values)) {
        sum = checksum(text, sum);
      }
    }
  }
  return sum;
}

std::vector<double> checksums(const SweepValues& values, Tile points, std::uint64_t of_frame) {
  constexpr unsigned kUnused = 64 - 53;  // bits that a double does not hold
  std::vector<double> sums;
  sums.reserve(points.size());
  for (std::size_t point = points.begin; point < points.end; ++point) {
    const std::size_t at = point - values.range().begin;
    std::uint64_t sum = of_frame ^ point;
    for (std::size_t k = 0; k < values.arrays.size(); ++k) {
      const std::size_t stride = values.stride(k);
      sum = checksum_of(std::span(values.arrays[k]).subspan(at * stride, stride), sum);
    }
    for (std::size_t e = 0; e < values.equations(); ++e) {
      const std::size_t cell = at * values.equations() + e;
      sum = checksum_of(values.warnings, cell, checksum_of(values.reasons, cell, sum));
    }
    sums.push_back(static_cast<double>(sum >> kUnused));
  }
  return sums;
}

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
  const bool is_part = file.grid == std::vector<std::string>{kPoint};
  if (is_part) {
    variables.push_back({kChecksum, {kPoint}, {}, "", "checksum of the numbers of a point", {}});
  }
  const std::uint64_t of_frame = is_part ? checksum_of_frame(file.frame) : 0;
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
    if (is_part) writer.put(variables.size() - 1, first, checksums(*block, blocks[b], of_frame));
  }
  writer.finish();
}

}  // namespace quflux::inline files
