#pragma once

#include <span>

#include "quflux/two_tls/kernel.h"

namespace quflux {

/// pair_flows() on all cores. Throws Error as pair_flows().
void parallel_pair_flows(const PairBatch& batch, Equation equation, std::span<double> flow1);

}  // namespace quflux
