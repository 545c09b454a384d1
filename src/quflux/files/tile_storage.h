#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "quflux/files/row_storage.h"
#include "quflux/study/sweep_values.h"

namespace quflux::inline files {

/// Finished points of an unfinished sweep, runs of neighbours as rows of a RowStorage.
class TileStorage {
 public:
  /// Throws Error as RowStorage does.
  TileStorage(const std::filesystem::path& path, const std::string& fingerprint)
      : rows_(path, fingerprint) {}

  void remove() { rows_.remove(); }

  struct Run {
    const SweepValues& values;
    Tile tile;
  };
  /// Keeps runs of finished points: all of them are on disk when this returns, or none. Throws
  /// Error.
  void keep(const std::vector<Run>& runs);

  /// Takes over what is kept of the range of `values`. Throws Error.
  void load(SweepValues& values);

 private:
  RowStorage rows_;
};

}  // namespace quflux::inline files
