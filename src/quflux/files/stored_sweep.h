#pragma once

#include <cstddef>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>

#include "quflux/dataset/dataset.h"
#include "quflux/files/sweep_file.h"
#include "quflux/files/tile_keeper.h"
#include "quflux/study/prepared_sweep.h"

namespace quflux::inline files {

/// A kind of files that sweeps are written into block by block.
struct SweepFormat {
  std::function<void(SweepFile&, const std::filesystem::path&, const BlockValues&)> write;
  bool tells_study;  ///< whether a file says of which study it is
};

/// NetCDF.
SweepFormat netcdf_format();

struct StoredOptions {
  Roads roads = Roads::automatic;
  std::optional<Part> part = std::nullopt;  ///< none: the whole sweep
  KeepOptions keep = {};
};

/// How a sweep ended.
struct SweepOutcome {
  std::size_t finished;  ///< points
  std::size_t points;    ///< of the sweep or its part
  /// Why there is no answer at any point; empty: there is one, or the sweep is not finished.
  std::string no_answer = {};

  bool complete() const { return finished == points; }
};

/// Computes a sweep into the file `path`, which is written whole when all points are finished.
/// Until then they are kept beside it, see TileKeeper and TileStorage::beside(). A file that says
/// to be the result already is left as it is when it is to be resumed. In memory is a part of the
/// numbers at a time.
///
/// Throws Error when an output cannot be computed for the model, when there are results to resume
/// of another study, road or version, and when a file cannot be written.
SweepOutcome sweep_into_file(const Study& study, const std::filesystem::path& path,
                             const StoredOptions& options,
                             const SweepFormat& format = netcdf_format());

/// Computes a sweep that fits into memory and hands it to `write`, which writes `path`; until then
/// it is kept beside it. Returns what `write` does; nothing, after a call of `stopped`, when it was
/// stopped. What stands in `path` is not looked at. Throws Error like sweep_into_file().
std::optional<Dataset> sweep_beside(const Study& study, const std::filesystem::path& path,
                                    const StoredOptions& options,
                                    const std::function<Dataset(Dataset&&)>& write,
                                    const std::function<void(const SweepOutcome&)>& stopped);

/// Writes to the NetCDF file `path` what `make` makes of a sweep that fits into memory, which is
/// kept beside it until then, and returns it. Nothing, after a call of `stopped`, when it was
/// stopped. Throws Error like sweep_into_file().
std::optional<Dataset> sweep_into(const Study& study, const std::filesystem::path& path,
                                  const StoredOptions& options,
                                  const std::function<Dataset(const Dataset&)>& make,
                                  const std::function<void(const SweepOutcome&)>& stopped);

}  // namespace quflux::inline files
