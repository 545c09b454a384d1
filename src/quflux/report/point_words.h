#pragma once

#include <string>
#include <vector>

#include "quflux/study/transition.h"

namespace quflux::inline report {

/// Significant digits of a place without an error.
inline constexpr int kPlaceDigits = 12;

/// The cells of a table's row on an exceptional point: both numbers of its place with as many
/// digits as its error leaves and one more, kind, order, Jordan blocks, branches that go over into
/// each other, exponent and eigenvalue; "-" where it is not known.
std::vector<std::string> point_cells(const TransitionPoint& point);

}  // namespace quflux::inline report
