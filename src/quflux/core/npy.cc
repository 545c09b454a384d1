#include "quflux/core/npy.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

#include "quflux/core/error.h"
#include "quflux/core/utf8.h"

namespace quflux::inline core {

namespace {

constexpr std::string_view kMagic = "\x93NUMPY";

// An unsigned number of `size` bytes.
std::uint64_t bits(std::string_view bytes, bool big_endian) {
  std::uint64_t value = 0;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    const std::size_t place = big_endian ? i : bytes.size() - 1 - i;
    value = value << 8U | static_cast<unsigned char>(bytes[place]);
  }
  return value;
}

double from_double(std::uint64_t word) { return std::bit_cast<double>(word); }
double from_float(std::uint64_t word) {
  return std::bit_cast<float>(static_cast<std::uint32_t>(word));
}

double from_long(std::uint64_t word) {
  return static_cast<double>(static_cast<std::int64_t>(word));
}
double from_int(std::uint64_t word) { return static_cast<std::int32_t>(word); }

struct NumberType {
  std::string_view name;
  std::size_t size;
  bool big_endian;
  double (*number)(std::uint64_t);
  std::size_t parts = 1;  // two of a complex number
};
constexpr std::array kTypes{
    NumberType{"'<f8'", 8, false, from_double}, NumberType{"'>f8'", 8, true, from_double},
    NumberType{"'<f4'", 4, false, from_float}, NumberType{"'>f4'", 4, true, from_float}};
constexpr std::array kTypesOfMatrices{
    NumberType{"'<f8'", 8, false, from_double}, NumberType{"'<c16'", 8, false, from_double, 2},
    NumberType{"'<f4'", 4, false, from_float},  NumberType{"'<c8'", 4, false, from_float, 2},
    NumberType{"'<i8'", 8, false, from_long},   NumberType{"'<i4'", 4, false, from_int},
    NumberType{"'>f8'", 8, true, from_double},  NumberType{"'>c16'", 8, true, from_double, 2}};

// The text behind 'key': in the header, a dictionary as Python writes it, up to its end.
std::string_view entry(std::string_view header, std::string_view key) {
  const auto at = header.find(key);
  if (at == std::string_view::npos) return "";
  const std::string_view rest = header.substr(at + key.size());
  const auto begin = rest.find_first_not_of(": ");
  if (begin == std::string_view::npos) return "";
  const char closing = rest[begin] == '(' ? ')' : ',';
  const auto end = rest.find(closing, begin);
  return rest.substr(begin, end == std::string_view::npos ? end : end - begin);
}

struct Shape {
  std::size_t rows = 0;
  std::size_t columns = 0;
};

// "(61, 2" and the like; {0, 0} when it has other than two axes.
Shape shape_of(std::string_view text) {
  constexpr std::size_t kMost = std::numeric_limits<std::size_t>::max() / 16;
  std::vector<std::size_t> sizes;
  bool inside = false;
  for (const char c : text) {
    const bool digit = c >= '0' && c <= '9';
    if (digit && !inside) sizes.push_back(0);
    if (digit)
      sizes.back() = std::min(kMost, 10 * sizes.back() + static_cast<std::size_t>(c - '0'));
    inside = digit;
  }
  return sizes.size() == 2 ? Shape{sizes[0], sizes[1]} : Shape{};
}

struct Array {
  const NumberType* type;
  Shape shape;
  std::string_view shape_text;
  bool by_columns;
  std::string_view data;

  double number(std::size_t place) const {
    return type->number(bits(data.substr(place * type->size, type->size), type->big_endian));
  }
};

// `refuse` throws.
template <class Refuse>
Array array_of(std::string_view bytes, std::span<const NumberType> types, const Refuse& refuse) {
  bytes.remove_prefix(std::min(bytes.size(), kMagic.size()));
  const std::size_t length_size = !bytes.empty() && bytes[0] > 1 ? 4 : 2;
  const std::size_t start = 2 + length_size;  // behind the version
  if (bytes.size() < start) refuse("ends in its header");
  const std::uint64_t length = bits(bytes.substr(2, length_size), false);
  if (length > bytes.size() - start) refuse("ends in its header");
  const std::string_view header = bytes.substr(start, length);
  const std::string_view type = entry(header, "'descr'");
  const auto numbers = std::ranges::find(types, type, &NumberType::name);
  if (numbers == types.end()) {
    refuse(fmt::format("holds numbers of type {}", one_line(type.substr(0, 20))));
  }
  const std::string_view shape = entry(header, "'shape'");
  return {&*numbers, shape_of(shape), shape, entry(header, "'fortran_order'").starts_with("True"),
          bytes.substr(start + length)};
}

}  // namespace

bool is_npy(std::string_view bytes) { return bytes.starts_with(kMagic); }

TwoColumns npy_columns(std::string_view bytes, const std::string& file, std::string_view names) {
  const auto refuse = [&](const std::string& why) {
    throw NoAnswer(
        fmt::format("{} {}; as a table it must be an array of two columns of real "
                    "numbers, {}",
                    file, why, names));
  };
  const Array array = array_of(bytes, kTypes, refuse);
  const Shape shape = array.shape;
  const bool in_rows = shape.columns != 2 && shape.rows == 2;
  if (shape.columns != 2 && !in_rows) {
    refuse(fmt::format("has the shape {})", one_line(array.shape_text.substr(0, 40))));
  }
  const std::size_t count = in_rows ? shape.columns : shape.rows;
  if (array.data.size() / (2 * array.type->size) < count) refuse("has fewer numbers than it says");

  const bool column_by_column = in_rows != array.by_columns;
  TwoColumns columns;
  for (std::size_t c = 0; c < 2; ++c) {
    for (std::size_t i = 0; i < count; ++i) {
      columns[c].push_back(array.number(column_by_column ? c * count + i : 2 * i + c));
    }
  }
  return columns;
}

Matrix npy_matrix(std::string_view bytes, const std::string& file) {
  const auto refuse = [&](const std::string& why) {
    throw NoAnswer(fmt::format(
        "{} {}; as a matrix it must be a .npy file of as many rows as columns of real, complex or "
        "whole numbers",
        file, why));
  };
  if (!is_npy(bytes)) refuse("is no .npy file");
  const Array array = array_of(bytes, kTypesOfMatrices, refuse);
  const std::size_t d = array.shape.rows;
  if (d == 0 || array.shape.columns != d) {
    refuse(fmt::format("has the shape {})", one_line(array.shape_text.substr(0, 40))));
  }
  const std::size_t parts = array.type->parts;
  if (array.data.size() / (parts * array.type->size) / d < d) {
    refuse("has fewer numbers than it says");
  }
  const auto size = static_cast<Eigen::Index>(d);
  Matrix matrix(size, size);
  for (std::size_t i = 0; i < d; ++i) {
    for (std::size_t j = 0; j < d; ++j) {
      const std::size_t place = parts * (array.by_columns ? j * d + i : i * d + j);
      matrix(static_cast<Eigen::Index>(i), static_cast<Eigen::Index>(j)) = {
          array.number(place), parts == 2 ? array.number(place + 1) : 0.0};
    }
  }
  return matrix;
}

}  // namespace quflux::inline core
