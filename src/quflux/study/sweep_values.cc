#include "quflux/study/sweep_values.h"

#include <algorithm>

#include "quflux/core/constants.h"

namespace quflux::inline study {

SweepValues::SweepValues(const std::vector<OutputArray>& layout, Tile range, std::size_t equations)
    : finished(range.size()), range_(range), equations_(equations) {
  for (const OutputArray& array : layout) {
    arrays.emplace_back(range.size() * equations * array.size(), kNaN);
    sizes_.push_back(array.size());
  }
}

void SweepValues::fail(std::size_t point, std::size_t equation, const std::string& reason) {
  for (std::size_t array = 0; array < arrays.size(); ++array) {
    std::fill_n(column(array, point, equation).first, sizes_[array], kNaN);
  }
  const Lock lock(remarks_mutex_);
  reasons[(point - range_.begin) * equations_ + equation] = reason;
}

void SweepValues::warn(std::size_t point, std::size_t equation, const std::string& warning) {
  const Lock lock(remarks_mutex_);
  warnings[(point - range_.begin) * equations_ + equation] = warning;
}

Remarks SweepValues::reasons_of(Tile tile) const { return remarks_of(reasons, tile); }

Remarks SweepValues::warnings_of(Tile tile) const { return remarks_of(warnings, tile); }

Remarks SweepValues::remarks_of(const Remarks& all, Tile tile) const {
  const std::size_t begin = (tile.begin - range_.begin) * equations_;
  const Lock lock(remarks_mutex_);
  Remarks own;
  for (auto at = all.lower_bound(begin); at != all.end(); ++at) {
    if (at->first >= begin + tile.size() * equations_) break;
    own.emplace(at->first - begin, at->second);
  }
  return own;
}

}  // namespace quflux::inline study
