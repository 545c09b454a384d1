#pragma once

#include <cstddef>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "quflux/dataset/dataset.h"

namespace quflux::inline files {

// netcdf.cc does this by the NetCDF library; netcdf_by_python.cc, where there is none, by the
// Python packages h5netcdf and h5py.

/// Throws Error, which says what to do, where NetCDF files cannot be read and written.
void require_netcdf();

/// The bytes of a NetCDF-4 file (CF-1.8) that holds the dataset. The same dataset gives the same
/// bytes with the same version of the libraries. Throws Error where validate() does.
std::string to_netcdf(const Dataset& dataset);

/// Writes the dataset to `path`: the whole file or nothing, with its seal(). Throws Error.
void write_netcdf(const Dataset& dataset, const std::filesystem::path& path);

/// A NetCDF file whose numbers come piece by piece: the whole file or nothing, with its seal(). The
/// same calls give the same bytes.
class NetcdfWriter {
 public:
  /// Begins the file with a dataset, and with variables of numbers that have none yet. Throws
  /// Error.
  NetcdfWriter(const Dataset& dataset, const std::vector<Variable>& later,
               const std::filesystem::path& path);
  ~NetcdfWriter();
  NetcdfWriter(const NetcdfWriter&) = delete;
  NetcdfWriter& operator=(const NetcdfWriter&) = delete;
  NetcdfWriter(NetcdfWriter&&) = delete;
  NetcdfWriter& operator=(NetcdfWriter&&) = delete;

  /// Numbers of the k-th of the later variables, from the `first` in row-major order on. Throws
  /// Error.
  void put(std::size_t k, std::size_t first, std::span<const double> numbers);

  /// Puts the file in its place. Throws Error.
  void finish();

 private:
  struct File;
  std::unique_ptr<File> file_;
};

/// Reads numbers of a NetCDF file piece by piece.
class NetcdfReader {
 public:
  /// Throws Error when the file cannot be read or is not NetCDF.
  explicit NetcdfReader(const std::filesystem::path& path);
  ~NetcdfReader();
  NetcdfReader(NetcdfReader&& other) noexcept;
  NetcdfReader(const NetcdfReader&) = delete;
  NetcdfReader& operator=(const NetcdfReader&) = delete;
  NetcdfReader& operator=(NetcdfReader&& other) noexcept;

  /// The dataset; variables along `without` have no values. Throws Error.
  Dataset dataset(const std::string& without) const;

  /// Its attributes alone. Throws Error.
  Attributes attributes() const;

  /// `count` numbers of a variable, from the `first` in row-major order on. Throws Error.
  std::vector<double> get(const Variable& variable, std::size_t first, std::size_t count) const;

 private:
  struct File;
  std::unique_ptr<File> file_;
};

/// Reads a NetCDF file: numbers of any type as doubles, texts as strings. Groups below the root
/// are ignored. Throws Error when the file cannot be read, is not NetCDF, or holds other types.
Dataset read_netcdf(const std::filesystem::path& path);

}  // namespace quflux::inline files
