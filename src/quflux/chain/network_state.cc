#include "quflux/chain/network_state.h"

#include <limits>

namespace quflux {

void drop_lost_digits(NetworkState& state, double relative_rounding) {
  constexpr double kLargest = 1e-6;
  if (relative_rounding <= kLargest) return;
  const double none = std::numeric_limits<double>::quiet_NaN();
  state.occupations.setConstant(none);
  state.q_p.setConstant(none);
}

}  // namespace quflux
