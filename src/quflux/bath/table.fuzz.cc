// A libFuzzer target: no bytes may crash the reader of tables, hang it or give a table that answers
// with anything but numbers >= 0.

#include "quflux/bath/table.h"

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "quflux/core/error.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace quflux;
  try {
    const Table table = parse_table({reinterpret_cast<const char*>(data), size}, "fuzz.csv");
    table.slope_at_zero();
    for (const double w : table.frequencies()) {
      if (!(table(w) >= 0)) __builtin_trap();
    }
    if (!(table(table.frequencies().front() / 2 + table.frequencies().back() / 2) >= 0)) {
      __builtin_trap();
    }
  } catch (const Error& error) {
    // One line, whatever was in the file.
    if (std::string_view(error.what()).find('\n') != std::string_view::npos) __builtin_trap();
  }
  return 0;
}
