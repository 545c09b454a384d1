#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "quflux/dataset/dataset.h"
#include "quflux/study/prepared_sweep.h"
#include "quflux/study/remark_numbers.h"

namespace quflux::inline files {

/// What is known of the result of a sweep, or of a part of it, before its numbers.
struct SweepFile {
  Dataset frame;                    ///< dimensions, coordinates, attributes
  std::vector<OutputArray> arrays;  ///< numbers by point and equation
  std::vector<std::string> grid;    ///< the dimensions of points
  std::size_t equations;
  Tile range;                ///< of points
  std::size_t together = 1;  ///< see PreparedSweep
  RemarkNumbers reasons = {};
  RemarkNumbers warnings = {};

  /// As many points as are in memory at a time.
  std::vector<Tile> blocks() const;
};

/// The variable of a part with a checksum of each of its points, a whole number below 2^53.
inline constexpr const char* kChecksum = "checksum";

/// What the checksums of a part begin with: its fingerprint, which part it is, and its coordinates.
std::uint64_t checksum_of_frame(const Dataset& part);

/// The checksums of points of a part: of all numbers there, and of what is said about them.
std::vector<double> checksums(const SweepValues& values, Tile points, std::uint64_t of_frame);

/// The file of a sweep; of a part of it where there is one.
SweepFile file_of(const PreparedSweep& sweep, const Part* part);

/// Writes the NetCDF file of a sweep whose remarks have their numbers, the whole file or nothing.
/// `values(b)` gives the numbers of the b-th of its blocks, one after the other; the same numbers
/// give the same bytes. Throws Error.
void write_sweep(SweepFile& file, const std::filesystem::path& path,
                 const std::function<std::shared_ptr<const SweepValues>(std::size_t)>& values);

}  // namespace quflux::inline files
