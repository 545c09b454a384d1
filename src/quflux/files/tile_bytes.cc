#include "quflux/files/tile_bytes.h"

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <optional>

#include "quflux/study/remark_numbers.h"

namespace quflux::inline files {

namespace {

void put_into_tile(std::uint64_t number, std::string& bytes) {
  bytes.append(reinterpret_cast<const char*>(&number), sizeof number);
}

// The texts, each once, then the cells with the number of theirs.
void put_into_tile(const Remarks& remarks, std::string& bytes) {
  RemarkNumbers numbers;
  std::string cells;
  for (const auto& [cell, text] : remarks) {
    put_into_tile(cell, cells);
    put_into_tile(static_cast<std::uint64_t>(numbers.number_of(text)) - 1, cells);
  }
  put_into_tile(numbers.texts().size(), bytes);
  for (const std::string& text : numbers.texts()) {
    put_into_tile(text.size(), bytes);
    bytes += text;
  }
  put_into_tile(remarks.size(), bytes);
  bytes += cells;
}

// Bytes that are read from their beginning on; empty where there are none left.
struct Reader {
  std::string_view rest;

  std::optional<std::string_view> text(std::uint64_t size) {
    if (size > rest.size()) return std::nullopt;
    const std::string_view taken = rest.substr(0, size);
    rest.remove_prefix(size);
    return taken;
  }

  std::optional<std::uint64_t> number() {
    const auto bytes = text(sizeof(std::uint64_t));
    if (!bytes) return std::nullopt;
    std::uint64_t value = 0;
    std::memcpy(&value, bytes->data(), sizeof value);
    return value;
  }
};

std::optional<Remarks> get_remarks(Reader& reader, std::size_t cells) {
  std::vector<std::string> texts;
  const auto text_count = reader.number();
  for (std::uint64_t k = 0; k < text_count.value_or(0); ++k) {
    const auto size = reader.number();
    const auto text = size ? reader.text(*size) : std::nullopt;
    if (!text) return std::nullopt;
    texts.emplace_back(*text);
  }
  const auto count = reader.number();
  if (!text_count || !count) return std::nullopt;
  Remarks remarks;
  for (std::uint64_t k = 0; k < *count; ++k) {
    const auto cell = reader.number();
    const auto text = reader.number();
    if (!text || *cell >= cells || *text >= texts.size()) return std::nullopt;
    remarks[*cell] = texts[*text];
  }
  return remarks;
}

}  // namespace

std::string tile_bytes(const SweepValues& values, Tile tile) {
  std::string bytes;
  std::size_t numbers = 0;
  for (std::size_t k = 0; k < values.arrays.size(); ++k) numbers += values.stride(k);
  constexpr std::size_t kRemarks = 4 * sizeof(std::uint64_t);  // where there are none
  bytes.reserve(tile.size() * numbers * sizeof(double) + kRemarks);
  const std::size_t before = tile.begin - values.range().begin;
  for (std::size_t k = 0; k < values.arrays.size(); ++k) {
    const std::size_t stride = values.stride(k);
    bytes.append(reinterpret_cast<const char*>(values.arrays[k].data() + before * stride),
                 tile.size() * stride * sizeof(double));
  }
  put_into_tile(values.reasons_of(tile), bytes);
  put_into_tile(values.warnings_of(tile), bytes);
  return bytes;
}

bool take_tile(std::string_view bytes, Tile tile, SweepValues& values) {
  Reader reader{bytes};
  const std::size_t before = tile.begin - values.range().begin;
  const std::size_t cells = tile.size() * values.equations();
  std::vector<std::string_view> arrays;
  for (std::size_t k = 0; k < values.arrays.size(); ++k) {
    const auto array = reader.text(tile.size() * values.stride(k) * sizeof(double));
    if (!array) return false;
    arrays.push_back(*array);
  }
  const std::optional<Remarks> reasons = get_remarks(reader, cells);
  const std::optional<Remarks> warnings = reasons ? get_remarks(reader, cells) : std::nullopt;
  if (!warnings || !reader.rest.empty()) return false;
  for (std::size_t k = 0; k < arrays.size(); ++k) {
    arrays[k].copy(reinterpret_cast<char*>(values.arrays[k].data() + before * values.stride(k)),
                   arrays[k].size());
  }
  const std::size_t first = before * values.equations();
  for (const auto& [cell, text] : *reasons) values.reasons[first + cell] = text;
  for (const auto& [cell, text] : *warnings) values.warnings[first + cell] = text;
  std::fill_n(values.finished.begin() + static_cast<std::ptrdiff_t>(before), tile.size(), 1);
  return true;
}

}  // namespace quflux::inline files
