#pragma once

#include <span>

namespace quflux::inline study {

/// What double precision leaves of a flow that is the difference of two larger ones.
inline constexpr double kFlowRounding = 1e-12;

/// max_j |J_j|.
double largest_flow(std::span<const double> flows);

/// max_j |J_j - J_j^r| / max_j |J_j^r|, how far flows are from those of a reference. NaN where the
/// reference has none.
double flow_difference(std::span<const double> flows, std::span<const double> reference);

}  // namespace quflux::inline study
