#pragma once

#include "quflux/generator/energy_flows.h"

namespace quflux::inline generator {

/// The flow of the bath whose terms are far larger than those of all others, from the flows of
/// these: stationary flows add up to zero.
template <class Real>
void close_balance(FlowSums<Real>& sums) {
  constexpr double kFar = 10;
  if (sums.flows.size() < 2) return;
  Eigen::Index strongest = 0;
  const double largest = sums.sizes.maxCoeff(&strongest);
  Real flow = 0;
  double size = 0;
  double most = 0;
  for (Eigen::Index j = 0; j < sums.flows.size(); ++j) {
    if (j == strongest) continue;
    flow += sums.flows(j);
    size += sums.sizes(j);
    most += sums.most(j);
  }
  if (!(largest > kFar * size)) return;
  sums.flows(strongest) = -flow;
  sums.sizes(strongest) = size;
  sums.most(strongest) = most;
}

}  // namespace quflux::inline generator
