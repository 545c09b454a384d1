#include "quflux/cli/csv_file.h"

#include <algorithm>
#include <iterator>
#include <vector>

#include "quflux/files/atomic_file.h"
#include "quflux/report/format.h"

namespace quflux::inline cli {

namespace {

void write_csv(SweepFile& file, const std::filesystem::path& path, const BlockValues& values) {
  Replacement out(path);
  Dataset block = file.frame;
  const auto coordinates = static_cast<std::ptrdiff_t>(block.variables.size());
  std::ranges::move(sweep_variables(file), std::back_inserter(block.variables));
  out.append(csv_header(block));
  const std::vector<Tile> blocks = file.blocks();
  for (std::size_t b = 0; b < blocks.size(); ++b) {
    auto variable = block.variables.begin() + coordinates;
    for (std::vector<double>& numbers : sweep_numbers(file, *values(b))) {
      (variable++)->values = std::move(numbers);
    }
    out.append(csv_rows(block, blocks[b].begin));
  }
  out.commit();
}

}  // namespace

SweepFormat csv_format() { return {.write = write_csv, .tells_study = false}; }

}  // namespace quflux::inline cli
