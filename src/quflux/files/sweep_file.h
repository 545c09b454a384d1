#pragma once

#include <cstddef>
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

/// The file of a sweep; of a part of it where there is one.
SweepFile file_of(const PreparedSweep& sweep, const Part* part);

/// Its variables by point and equation, without their numbers: the arrays, `failure`, and `warning`
/// where there is one. Remarks must have their numbers.
std::vector<Variable> sweep_variables(const SweepFile& file);

/// The numbers of these variables at the points of a block.
std::vector<std::vector<double>> sweep_numbers(SweepFile& file, const SweepValues& block);

/// Gives the values of the b-th of the blocks of a file; they are asked for one after the other.
using BlockValues = std::function<std::shared_ptr<const SweepValues>(std::size_t)>;

/// Writes the NetCDF file of a sweep whose remarks have their numbers, the whole file or nothing.
/// The same numbers give the same bytes. Throws Error.
void write_sweep(SweepFile& file, const std::filesystem::path& path, const BlockValues& values);

}  // namespace quflux::inline files
