#include "quflux/files/stored_sweep.h"

#include <algorithm>
#include <memory>
#include <vector>

#include "quflux/files/finished_result.h"
#include "quflux/files/netcdf.h"
#include "quflux/study/run_sweep.h"
#include "quflux/study/sweep_dataset.h"

namespace quflux::inline files {

namespace {

namespace fs = std::filesystem;

std::string fingerprint_of(const SweepFile& file) {
  return text_attribute(file.frame.attributes, kFingerprint) +
         text_attribute(file.frame.attributes, kPart);
}

// The first reason where all points of a finished result have one.
std::string reason_of_all(const fs::path& path, const SweepFile& file) {
  const NetcdfReader reader(path);
  const Dataset dataset = reader.dataset(file.grid.empty() ? "equation" : file.grid.front());
  for (const Tile block : file.blocks()) {
    const std::vector<double> numbers = reader.get(
        *find_variable(dataset, kFailure), (block.begin - file.range.begin) * file.equations,
        block.size() * file.equations);
    if (std::ranges::find(numbers, 0.0) != numbers.end()) return {};
  }
  return failure_reasons(dataset).front();
}

std::optional<Dataset> compute_beside(const PreparedSweep& sweep, const SweepFile& file,
                                      const fs::path& path, const KeepOptions& keep,
                                      const std::function<Dataset(Dataset&&)>& write,
                                      const std::function<void(const SweepOutcome&)>& stopped) {
  TileKeeper keeper(RowStorage::beside(path), fingerprint_of(file), keep);
  const auto values = std::make_shared<SweepValues>(sweep.arrays, file.range, file.equations);
  if (!keeper.compute(sweep, values)) {
    keeper.finish();
    stopped({keeper.finished(), sweep.points});
    return std::nullopt;
  }
  keeper.finish();
  Dataset written = write(sweep_dataset(sweep, std::move(*values)));
  keeper.discard();
  return written;
}

}  // namespace

SweepFormat netcdf_format() { return {.write = write_sweep, .tells_study = true}; }

SweepOutcome sweep_into_file(const Study& study, const fs::path& path, const StoredOptions& options,
                             const SweepFormat& format) {
  const PreparedSweep sweep = prepare(study, options.roads);
  SweepFile file = file_of(sweep, options.part ? &*options.part : nullptr);
  const std::size_t points = file.range.size();
  if (options.keep.resume && format.tells_study && is_finished(path, file.frame.attributes)) {
    return {points, points, reason_of_all(path, file)};
  }
  TileKeeper keeper(RowStorage::beside(path), fingerprint_of(file), options.keep);
  const std::vector<Tile> blocks = file.blocks();
  // The first blocks stay in memory until they are written; later ones that are kept leave it.
  constexpr std::size_t kInMemory = std::size_t{1} << 28U;  // bytes
  std::size_t in_memory = 0;
  std::vector<std::shared_ptr<SweepValues>> first;
  std::vector<std::weak_ptr<SweepValues>> held;
  const auto empty = [&](Tile block) {
    return std::make_shared<SweepValues>(sweep.arrays, block, file.equations);
  };
  bool answered = false;
  for (const Tile block : blocks) {
    const std::shared_ptr<SweepValues> values = empty(block);
    if (!keeper.compute(sweep, values)) {
      keeper.finish();
      return {keeper.finished(), points};
    }
    held.emplace_back(values);
    for (const std::vector<double>& array : values->arrays) in_memory += 8 * array.size();
    if (in_memory <= kInMemory) first.push_back(values);
    for (const auto& [cell, reason] : values->reasons) file.reasons.number_of(reason);
    for (const auto& [cell, warning] : values->warnings) file.warnings.number_of(warning);
    answered = answered || values->reasons.size() < block.size() * file.equations;
  }
  keeper.finish();
  format.write(file, path, [&](std::size_t b) -> std::shared_ptr<const SweepValues> {
    if (auto values = held[b].lock()) return values;
    auto values = empty(blocks[b]);
    keeper.load(*values);
    return values;
  });
  keeper.discard();
  return {points, points, answered ? std::string() : file.reasons.texts().front()};
}

std::optional<Dataset> sweep_beside(const Study& study, const fs::path& path,
                                    const StoredOptions& options,
                                    const std::function<Dataset(Dataset&&)>& write,
                                    const std::function<void(const SweepOutcome&)>& stopped) {
  const PreparedSweep sweep = prepare(study, options.roads);
  require_memory(study, sweep.arrays);
  return compute_beside(sweep, file_of(sweep, nullptr), path, options.keep, write, stopped);
}

std::optional<Dataset> sweep_into(const Study& study, const fs::path& path,
                                  const StoredOptions& options,
                                  const std::function<Dataset(const Dataset&)>& make,
                                  const std::function<void(const SweepOutcome&)>& stopped) {
  const PreparedSweep sweep = prepare(study, options.roads);
  require_memory(study, sweep.arrays);
  const SweepFile file = file_of(sweep, nullptr);
  if (options.keep.resume && is_finished(path, file.frame.attributes)) return read_netcdf(path);
  const auto write = [&](Dataset&& computed) {
    Dataset made = make(computed);
    write_netcdf(made, path);
    return made;
  };
  return compute_beside(sweep, file, path, options.keep, write, stopped);
}

}  // namespace quflux::inline files
