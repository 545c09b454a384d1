#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "quflux/study/sweep_values.h"

struct sqlite3;

namespace quflux::inline files {

/// Finished points of an unfinished sweep: an SQLite file beside the result that is to be, with a
/// checksum for each run of points. What was kept outlives the end of the program at any moment.
/// One process at a time has it open.
class TileStorage {
 public:
  /// "x.nc.unfinished" for "x.nc".
  static std::filesystem::path beside(const std::filesystem::path& result);

  /// Opens it for the sweep with this fingerprint, or makes it. Throws Error when it is that of
  /// another sweep, damaged, in use or cannot be written.
  TileStorage(const std::filesystem::path& path, const std::string& fingerprint);

  /// Removes a file that was left. Throws Error when another process has it open.
  static void remove(const std::filesystem::path& path);

  /// Removes this one's.
  void remove();

  struct Run {
    const SweepValues& values;
    Tile tile;
  };
  /// Keeps runs of finished points: all of them are on disk when this returns, or none. Throws
  /// Error.
  void keep(const std::vector<Run>& runs);

  /// Takes over what is kept of the range of `values`; runs with another checksum count as not
  /// kept. Throws Error.
  void load(SweepValues& values);

 private:
  struct Close {
    void operator()(sqlite3* database) const;
  };

  std::filesystem::path path_;
  std::string shown_;
  std::string fingerprint_;
  std::unique_ptr<sqlite3, Close> database_;
};

}  // namespace quflux::inline files
