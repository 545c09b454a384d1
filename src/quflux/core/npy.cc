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

struct NumberType {
  std::string_view name;
  std::size_t size;
  bool big_endian;
  double (*number)(std::uint64_t);
};
constexpr std::array kTypes{
    NumberType{"'<f8'", 8, false, from_double}, NumberType{"'>f8'", 8, true, from_double},
    NumberType{"'<f4'", 4, false, from_float}, NumberType{"'>f4'", 4, true, from_float}};

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

}  // namespace

bool is_npy(std::string_view bytes) { return bytes.starts_with(kMagic); }

TwoColumns npy_columns(std::string_view bytes, const std::string& file, std::string_view names) {
  const auto refuse = [&](const std::string& why) {
    throw NoAnswer(
        fmt::format("{} {}; as a table it must be an array of two columns of real "
                    "numbers, {}",
                    file, why, names));
  };
  bytes.remove_prefix(std::min(bytes.size(), kMagic.size()));
  const std::size_t length_size = !bytes.empty() && bytes[0] > 1 ? 4 : 2;
  const std::size_t start = 2 + length_size;  // behind the version
  if (bytes.size() < start) refuse("ends in its header");
  const std::uint64_t length = bits(bytes.substr(2, length_size), false);
  if (length > bytes.size() - start) refuse("ends in its header");
  const std::string_view header = bytes.substr(start, length);
  const std::string_view data = bytes.substr(start + length);

  const std::string_view type = entry(header, "'descr'");
  const auto* const numbers = std::ranges::find(kTypes, type, &NumberType::name);
  if (numbers == kTypes.end()) {
    refuse(fmt::format("holds numbers of type {}", one_line(type.substr(0, 20))));
  }
  const Shape shape = shape_of(entry(header, "'shape'"));
  const bool in_rows = shape.columns != 2 && shape.rows == 2;
  if (shape.columns != 2 && !in_rows) {
    refuse(fmt::format("has the shape {})", one_line(entry(header, "'shape'").substr(0, 40))));
  }
  const std::size_t count = in_rows ? shape.columns : shape.rows;
  if (data.size() / (2 * numbers->size) < count) refuse("has fewer numbers than it says");

  const bool column_by_column = in_rows != entry(header, "'fortran_order'").starts_with("True");
  TwoColumns columns;
  for (std::size_t c = 0; c < 2; ++c) {
    for (std::size_t i = 0; i < count; ++i) {
      const std::size_t place = column_by_column ? c * count + i : 2 * i + c;
      const std::string_view word = data.substr(place * numbers->size, numbers->size);
      columns[c].push_back(numbers->number(bits(word, numbers->big_endian)));
    }
  }
  return columns;
}

}  // namespace quflux::inline core
