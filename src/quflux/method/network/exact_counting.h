#pragma once

#include "quflux/method/master_equation/options.h"
#include "quflux/method/network/network.h"
#include "quflux/road/flow_statistics.h"

namespace quflux::inline network {

/// The statistics of the exact current of oscillators, Eq. (74), from the scattering matrix
/// s = 1 + i sqrt(gamma) G sqrt(gamma) of exact_flows() between the baths,
///
///   lambda(s) = -int_0^inf dw/(2 pi) ln det[1 - n (M - 1)],
///   M_jl - delta_jl = sum_{m != j} (e^{w (s_j - s_m)} - 1) s_mj^* s_ml,   n = diag(n_j(w)),
///
/// for two baths Levitov's formula. There is no noise by frequency. Throws NoAnswer as
/// exact_flows().
FlowStatistics exact_statistics(const Network& network, const EquationOptions& options = {});

}  // namespace quflux::inline network
