#include "quflux/chain/network_state.h"

#include <algorithm>
#include <limits>

#include <fmt/core.h>

namespace quflux {

void drop_lost_digits(NetworkState& state, double relative_rounding) {
  constexpr double kLargest = 1e-6;
  state.rounding = relative_rounding;
  if (relative_rounding <= kLargest) return;
  const double none = std::numeric_limits<double>::quiet_NaN();
  state.occupations.setConstant(none);
  state.q_p.setConstant(none);
}

std::string broken_bound(const NetworkState& state, Statistics statistics) {
  // Estimates of rounding are no bounds; the half quantum of the vacuum, where there is one, leaves
  // some 1e-16.
  const double tolerance =
      (10 * state.rounding + 1e-12) * state.occupations.cwiseAbs().maxCoeff() + 1e-14;
  const bool fermions = statistics == Statistics::fermions;
  const double above = fermions ? 1 + tolerance : std::numeric_limits<double>::infinity();
  // False where digits are lost: NaN says so by itself.
  const auto outside = [&](double n) { return n < -tolerance || n > above; };
  if (!std::ranges::any_of(state.occupations, outside)) return "";
  return fmt::format("an occupation is {}: the equation does not keep the state positive here",
                     fermions ? "outside [0, 1]" : "below 0");
}

}  // namespace quflux
