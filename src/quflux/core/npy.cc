#include "quflux/core/npy.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <limits>
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
template <class Integer>
double from_integer(std::uint64_t word) {
  return static_cast<double>(static_cast<Integer>(word));
}

struct NumberType {
  std::string_view name;
  std::size_t size;
  double (*number)(std::uint64_t);
  std::size_t parts = 1;  // two of a complex number
};
constexpr std::array kTypes{NumberType{"f8", 8, from_double},
                            NumberType{"f4", 4, from_float},
                            NumberType{"c16", 8, from_double, 2},
                            NumberType{"c8", 4, from_float, 2},
                            NumberType{"i1", 1, from_integer<std::int8_t>},
                            NumberType{"i2", 2, from_integer<std::int16_t>},
                            NumberType{"i4", 4, from_integer<std::int32_t>},
                            NumberType{"i8", 8, from_integer<std::int64_t>},
                            NumberType{"u1", 1, from_integer<std::uint8_t>},
                            NumberType{"u2", 2, from_integer<std::uint16_t>},
                            NumberType{"u4", 4, from_integer<std::uint32_t>},
                            NumberType{"u8", 8, from_integer<std::uint64_t>}};

// Of "'<f8'", an order of bytes before a name; null: of none.
const NumberType* number_type(std::string_view text) {
  if (text.size() < 3 || text.front() != '\'' || text.back() != '\'') return nullptr;
  const std::string_view name = text.substr(2, text.size() - 3);
  const auto found = std::ranges::find(kTypes, name, &NumberType::name);
  const bool ordered = text[1] == '<' || text[1] == '>';
  const bool is_one_byte = text[1] == '|' && found != kTypes.end() && found->size == 1;
  return found != kTypes.end() && (ordered || is_one_byte) ? &*found : nullptr;
}

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

// "(61, 2" and the like, of Python 2 "(61L, 2L"; {0, 0} when it is anything but two sizes.
Shape shape_of(std::string_view text) {
  if (text.find_first_not_of("(0123456789L, ") != std::string_view::npos) return {};
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
  bool big_endian;
  Shape shape;
  std::string_view shape_text;
  bool by_columns;
  std::string_view data;

  double number(std::size_t place) const {
    return type->number(bits(data.substr(place * type->size, type->size), big_endian));
  }
};

// `refuse` throws.
template <class Refuse>
Array array_of(std::string_view bytes, const Refuse& refuse) {
  bytes.remove_prefix(std::min(bytes.size(), kMagic.size()));
  const std::size_t length_size = !bytes.empty() && bytes[0] > 1 ? 4 : 2;
  const std::size_t start = 2 + length_size;  // behind the version
  if (bytes.size() < start) refuse("ends in its header");
  const std::uint64_t length = bits(bytes.substr(2, length_size), false);
  if (length > bytes.size() - start) refuse("ends in its header");
  const std::string_view header = bytes.substr(start, length);
  const std::string_view type = entry(header, "'descr'");
  const NumberType* const numbers = number_type(type);
  if (numbers == nullptr) {
    refuse(fmt::format("holds numbers of type {}", one_line(type.substr(0, 20))));
  }
  const std::string_view shape = entry(header, "'shape'");
  return {numbers,
          type[1] == '>',
          shape_of(shape),
          shape,
          entry(header, "'fortran_order'").starts_with("True"),
          bytes.substr(start + length)};
}

// Whether an array has the bytes of rows x columns numbers, no fewer and no more.
template <class Refuse>
void require_size(const Array& array, const Refuse& refuse) {
  const std::size_t number = array.type->parts * array.type->size;
  const auto& [rows, columns] = array.shape;
  if (rows == 0 || columns == 0) return;
  if (array.data.size() / number / columns < rows) refuse("has fewer numbers than it says");
  if (array.data.size() != rows * columns * number) {
    refuse(fmt::format("has {} bytes behind its numbers",
                       array.data.size() - rows * columns * number));
  }
}

}  // namespace

bool is_npy(std::string_view bytes) { return bytes.starts_with(kMagic); }

TwoColumns npy_columns(std::string_view bytes, const std::string& file, std::string_view names) {
  const auto refuse = [&](const std::string& why) {
    throw NoAnswer(
        fmt::format("{} {}; as a table it must be an array of two columns of real (f4, f8) or "
                    "whole (i1 to i8, u1 to u8) numbers, {}",
                    file, why, names));
  };
  const Array array = array_of(bytes, refuse);
  if (array.type->parts != 1) refuse("holds complex numbers");
  const Shape shape = array.shape;
  const bool in_rows = shape.columns != 2 && shape.rows == 2;
  if (shape.columns != 2 && !in_rows) {
    refuse(fmt::format("has the shape {})", one_line(array.shape_text.substr(0, 40))));
  }
  const std::size_t count = in_rows ? shape.columns : shape.rows;
  require_size(array, refuse);

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
        "{} {}; as a matrix it must be a .npy file of as many rows as columns of real (f4, f8), "
        "complex (c8, c16) or whole (i1 to i8, u1 to u8) numbers",
        file, why));
  };
  if (!is_npy(bytes)) refuse("is no .npy file");
  const Array array = array_of(bytes, refuse);
  const std::size_t d = array.shape.rows;
  if (d == 0 || array.shape.columns != d) {
    refuse(fmt::format("has the shape {})", one_line(array.shape_text.substr(0, 40))));
  }
  const std::size_t parts = array.type->parts;
  require_size(array, refuse);
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
