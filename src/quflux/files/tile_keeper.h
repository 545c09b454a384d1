#pragma once

#include <atomic>
#include <cstddef>
#include <filesystem>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "quflux/files/once_a_second.h"
#include "quflux/files/tile_storage.h"
#include "quflux/study/prepared_sweep.h"

namespace quflux::inline files {

/// Computes blocks of a sweep, and meanwhile keeps what is finished in a storage, in a thread of
/// its own: nothing in the first second, then once a second, and when it is told to stop.
class TileKeeper {
 public:
  /// Throws Error when there is a storage in use, or one to resume that is of another sweep.
  TileKeeper(const std::filesystem::path& storage, const std::string& fingerprint,
             KeepOptions options);

  /// Takes over what is kept of a block and computes the rest. False when it was stopped. Throws
  /// Error where a result cannot be kept.
  bool compute(const PreparedSweep& sweep, const std::shared_ptr<SweepValues>& block);

  /// The finished numbers of a block that is kept. Throws Error when they are damaged.
  void load(SweepValues& block);

  /// Ends the thread. Blocks stay in memory until all of them is kept.
  void finish() { thread_.finish(); }

  /// Removes the storage: the result is where it belongs. Throws Error.
  void discard();

  std::size_t finished() const { return finished_; }

 private:
  struct Fresh {
    std::shared_ptr<SweepValues> block;
    Tile tile;
  };

  void keep();
  void add(const std::shared_ptr<SweepValues>& block, Tile tile);

  std::filesystem::path path_;
  std::string fingerprint_;
  KeepOptions options_;
  std::optional<TileStorage> storage_;
  std::mutex storage_mutex_;
  std::mutex mutex_;  // of what follows
  std::vector<Fresh> fresh_;
  std::atomic<std::size_t> bytes_{0};  // of what is fresh
  std::atomic<std::size_t> finished_{0};
  OnceASecond thread_;
};

}  // namespace quflux::inline files
