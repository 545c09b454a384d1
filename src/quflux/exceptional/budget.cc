#include "quflux/exceptional/budget.h"

#include <algorithm>
#include <cmath>

namespace quflux::inline exceptional {

namespace {

// Seconds of diagonalisations, whose cost grows as the cube of the size.
constexpr double kMostMatrices = 200'000;
constexpr double kFullSize = 8;

}  // namespace

Budget::Budget(const UnitFamily& family, Eigen::Index size, const SearchOptions& options)
    : asked_(family.asked),
      stop_(options.stop),
      most_(static_cast<double>(*asked_) +
            kMostMatrices * std::pow(std::min(1.0, kFullSize / static_cast<double>(size)), 3)) {}

bool Budget::exhausted() const {
  return static_cast<double>(*asked_) > most_ || (stop_ != nullptr && *stop_);
}

}  // namespace quflux::inline exceptional
