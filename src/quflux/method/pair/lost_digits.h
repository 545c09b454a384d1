#pragma once

#include <limits>

namespace quflux::inline pair {

/// Where the determinant M of the partial secular equation in the basis of the atoms is less than
/// this fraction of its terms, fewer than 6 digits of the state are right, as many as the moments
/// of a network must have.
inline constexpr double kLostPairRounding = 1e6 * std::numeric_limits<double>::epsilon();

}  // namespace quflux::inline pair
