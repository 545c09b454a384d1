#include "quflux/method/network/network_state.h"

#include <limits>
#include <utility>

#include <fmt/core.h>

#include "quflux/numerics/lapack.h"

namespace quflux::inline network {

void drop_lost_digits(NetworkState& state, double relative_rounding) {
  constexpr double kLargest = 1e-6;
  state.rounding = relative_rounding;
  if (relative_rounding <= kLargest) return;
  const double none = std::numeric_limits<double>::quiet_NaN();
  state.occupations.setConstant(none);
  state.q_p.setConstant(none);
  state.moments.setConstant(none);
}

bool are_moments_of_a_state(const Matrix& moments, Statistics statistics,
                            double relative_rounding) {
  // Estimates of rounding are no bounds, and the factorisation rounds itself.
  const double tolerance =
      (10 * relative_rounding + 1e-12) * moments.diagonal().cwiseAbs().maxCoeff() + 1e-14;
  Matrix shifted = moments;
  shifted.diagonal().array() += tolerance;
  if (!is_positive_definite(std::move(shifted))) return false;
  if (statistics == Statistics::bosons) return true;
  shifted = -moments;
  shifted.diagonal().array() += 1 + tolerance;
  return is_positive_definite(std::move(shifted));
}

std::string broken_bound(const NetworkState& state, Statistics statistics) {
  if (state.positive) return "";
  return fmt::format("an occupation is {}: the equation does not keep the state positive here",
                     statistics == Statistics::fermions ? "outside [0, 1]" : "below 0");
}

}  // namespace quflux::inline network
