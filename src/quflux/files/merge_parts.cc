#include "quflux/files/merge_parts.h"

#include <algorithm>
#include <charconv>
#include <memory>
#include <string>

#include <fmt/core.h>

#include "quflux/core/error.h"
#include "quflux/core/utf8.h"
#include "quflux/files/netcdf.h"
#include "quflux/files/seal.h"
#include "quflux/files/sweep_file.h"
#include "quflux/study/run_sweep.h"
#include "quflux/study/sweep_dataset.h"

namespace quflux::inline files {

namespace {

namespace fs = std::filesystem;

// A part that is open.
struct OpenPart {
  std::string shown;
  NetcdfReader reader;
  Dataset dataset;  // without numbers
  Part part;
  Tile range;
};

std::string text_of(const Dataset& dataset, const char* name) {
  const auto found = dataset.attributes.find(name);
  const auto* text =
      found == dataset.attributes.end() ? nullptr : std::get_if<std::string>(&found->second);
  return text != nullptr ? *text : std::string();
}

Part part_of(const std::string& text) {
  Part part{0, 0};
  const char* const end = text.data() + text.size();
  const auto [slash, error] = std::from_chars(text.data(), end, part.number);
  if (error == std::errc() && slash != end) std::from_chars(slash + 1, end, part.count);
  return part;
}

std::size_t size_of_dimension(const Dataset& dataset, const std::string& dimension) {
  const auto found =
      std::ranges::find(dataset.dimensions, dimension, &std::pair<std::string, std::size_t>::first);
  return found == dataset.dimensions.end() ? 0 : found->second;
}

std::size_t points_of_whole(const Dataset& dataset) {
  std::size_t points = 1;
  for (const std::string& key : swept_names(dataset)) points *= size_of_dimension(dataset, key);
  return points;
}

// All times of a point are.
std::size_t together_in(const Dataset& dataset) {
  return std::max<std::size_t>(size_of_dimension(dataset, kTime), 1);
}

OpenPart open_part(const fs::path& path) {
  const std::string shown = one_line(path.string());
  require_sealed(path, "compute the part again");
  NetcdfReader reader(path);
  Dataset dataset = reader.dataset(kPoint);
  const Part part = part_of(text_of(dataset, kPart));
  const std::size_t points = points_of_whole(dataset);
  const std::size_t together = together_in(dataset);
  if (part.number < 1 || part.number > part.count || part.count > points / together ||
      find_variable(dataset, kFailure) == nullptr ||
      size_of_dimension(dataset, kPoint) != points_of(part, points, together).size()) {
    throw Error(
        fmt::format("'{}' is no part of a sweep; quflux run --part K/N writes those", shown));
  }
  return {shown, std::move(reader), std::move(dataset), part, points_of(part, points, together)};
}

std::vector<OpenPart> open_parts(const std::vector<fs::path>& paths) {
  std::vector<OpenPart> parts;
  for (const fs::path& path : paths) parts.push_back(open_part(path));
  const OpenPart& first = parts.front();
  std::vector<std::string> of(first.part.count);
  for (const OpenPart& part : parts) {
    if (text_of(part.dataset, kFingerprint) != text_of(first.dataset, kFingerprint) ||
        part.part.count != first.part.count) {
      throw Error(
          fmt::format("'{}' and '{}' are parts of different sweeps: another model, other settings, "
                      "another road, version or number of parts",
                      first.shown, part.shown));
    }
    std::string& known = of[part.part.number - 1];
    if (!known.empty()) {
      throw Error(fmt::format("'{}' and '{}' are both part {}/{}", known, part.shown,
                              part.part.number, part.part.count));
    }
    known = part.shown;
  }
  const auto missing = std::ranges::find(of, std::string());
  if (missing != of.end()) {
    throw Error(fmt::format("part {}/{} is missing; {} of {} parts are given",
                            missing - of.begin() + 1, of.size(), parts.size(), of.size()));
  }
  return parts;
}

// The file of the whole, from what any of its parts says of it.
SweepFile whole_of(const Dataset& part) {
  SweepFile file{.frame = part,
                 .arrays = {},
                 .grid = swept_names(part),
                 .equations = size_of_dimension(part, "equation"),
                 .range = {0, points_of_whole(part)},
                 .together = together_in(part)};
  std::erase_if(file.frame.variables, [](const Variable& variable) {
    return std::ranges::find(variable.dimensions, kPoint) != variable.dimensions.end();
  });
  std::erase_if(file.frame.dimensions, [](const auto& of) { return of.first == kPoint; });
  file.frame.attributes.erase(kPart);
  for (const Variable& variable : part.variables) {
    if (variable.dimensions.empty() || variable.dimensions.front() != kPoint ||
        variable.name == kFailure || variable.name == kWarning) {
      continue;
    }
    OutputArray array{variable.name, variable.long_name, variable.units, {}};
    for (std::size_t k = 2; k < variable.dimensions.size(); ++k) {
      array.dimensions.emplace_back(variable.dimensions[k],
                                    size_of_dimension(part, variable.dimensions[k]));
    }
    file.arrays.push_back(std::move(array));
  }
  describe_figure(file.grid, file.arrays, file.frame.attributes);
  return file;
}

// Where a range of points meets a part.
Tile common(Tile range, Tile part) {
  const std::size_t begin = std::max(range.begin, part.begin);
  return {begin, std::max(begin, std::min(range.end, part.end))};
}

// Calls remark(cell of the range, text) for the remarks on a range of points of a part.
template <class Remark>
void for_remarks(const OpenPart& part, const char* name, const std::vector<std::string>& texts,
                 Tile range, std::size_t equations, const Remark& remark) {
  const Variable* variable = find_variable(part.dataset, name);
  if (variable == nullptr || range.size() == 0) return;
  const std::vector<double> numbers = part.reader.get(
      *variable, (range.begin - part.range.begin) * equations, range.size() * equations);
  for (std::size_t cell = 0; cell < numbers.size(); ++cell) {
    if (numbers[cell] > 0) remark(cell, texts.at(static_cast<std::size_t>(numbers[cell]) - 1));
  }
}

void number_remarks(const std::vector<OpenPart>& parts, SweepFile& file) {
  for (const Tile block : file.blocks()) {
    for (const OpenPart& part : parts) {
      const Tile range = common(block, part.range);
      for_remarks(part, kFailure, failure_reasons(part.dataset), range, file.equations,
                  [&](std::size_t, const std::string& text) { file.reasons.number_of(text); });
      for_remarks(part, kWarning, warnings(part.dataset), range, file.equations,
                  [&](std::size_t, const std::string& text) { file.warnings.number_of(text); });
    }
  }
}

std::shared_ptr<const SweepValues> read_block(const std::vector<OpenPart>& parts,
                                              const SweepFile& file, Tile block) {
  auto values = std::make_shared<SweepValues>(file.arrays, block, file.equations);
  for (const OpenPart& part : parts) {
    const Tile range = common(block, part.range);
    if (range.size() == 0) continue;
    const std::size_t before = range.begin - block.begin;
    for (std::size_t k = 0; k < file.arrays.size(); ++k) {
      const std::size_t stride = values->stride(k);
      const std::vector<double> numbers =
          part.reader.get(*find_variable(part.dataset, file.arrays[k].name),
                          (range.begin - part.range.begin) * stride, range.size() * stride);
      std::ranges::copy(numbers,
                        values->arrays[k].begin() + static_cast<std::ptrdiff_t>(before * stride));
    }
    const std::size_t first = before * file.equations;
    for_remarks(
        part, kFailure, failure_reasons(part.dataset), range, file.equations,
        [&](std::size_t cell, const std::string& text) { values->reasons[first + cell] = text; });
    for_remarks(
        part, kWarning, warnings(part.dataset), range, file.equations,
        [&](std::size_t cell, const std::string& text) { values->warnings[first + cell] = text; });
  }
  return values;
}

}  // namespace

void join_parts(const std::vector<fs::path>& paths, const fs::path& result) {
  std::vector<OpenPart> parts = open_parts(paths);
  std::ranges::sort(parts, {}, [](const OpenPart& part) { return part.part.number; });
  SweepFile file = whole_of(parts.front().dataset);
  number_remarks(parts, file);
  const std::vector<Tile> blocks = file.blocks();
  write_sweep(file, result, [&](std::size_t b) { return read_block(parts, file, blocks[b]); });
}

}  // namespace quflux::inline files
