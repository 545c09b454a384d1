#include "quflux/study/sweep_values.h"

#include <algorithm>
#include <limits>

namespace quflux::inline study {

namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

}  // namespace

SweepValues::SweepValues(const std::vector<OutputArray>& layout, std::size_t points,
                         std::size_t equations)
    : finished(points), equations_(equations) {
  for (const OutputArray& array : layout) {
    arrays.emplace_back(points * equations * array.size(), kNaN);
    sizes_.push_back(array.size());
  }
}

void SweepValues::fail(std::size_t point, std::size_t equation, const std::string& reason) {
  for (std::size_t array = 0; array < arrays.size(); ++array) {
    std::fill_n(column(array, point, equation).first, sizes_[array], kNaN);
  }
  const std::scoped_lock lock(remarks_mutex_);
  reasons[point * equations_ + equation] = reason;
}

void SweepValues::warn(std::size_t point, std::size_t equation, const std::string& warning) {
  const std::scoped_lock lock(remarks_mutex_);
  warnings[point * equations_ + equation] = warning;
}

}  // namespace quflux::inline study
