#include "quflux/validity/mode_scales.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "quflux/method/network/bath_rates.h"
#include "quflux/method/network/damping.h"
#include "quflux/numerics/lapack.h"

namespace quflux::inline validity {

namespace {

using Eigen::Index;

// sqrt(d^2 + 4 c^2) as in TimeScales: c is the norm of the couplings and d the smallest difference
// of two frequencies that they connect.
double coupling_splitting(const Network& network) {
  RealMatrix couplings = network.exchange;
  if (has_position_coupling(network)) couplings += network.position;
  couplings.diagonal().setZero();
  double smallest = std::numeric_limits<double>::infinity();
  for (Index i = 0; i < couplings.rows(); ++i) {
    for (Index l = 0; l < i; ++l) {
      if (couplings(i, l) == 0) continue;
      smallest = std::min(smallest, std::abs(network.exchange(i, i) - network.exchange(l, l)));
    }
  }
  if (std::isinf(smallest)) return 0;
  return std::hypot(smallest, 2 * symmetric_eigen(couplings).values.cwiseAbs().maxCoeff());
}

}  // namespace

RealVector relaxation_rates(const Network& network, const NormalModes& modes,
                            const NetworkBath& bath, const EquationOptions& options) {
  EquationOptions unshifted = options;
  unshifted.lamb_shift = false;
  RealVector rates = mode_weights(modes, bath, options.bath_coupling).rotating.cwiseAbs2();
  for (Index k = 0; k < rates.size(); ++k) {
    const double e = modes.energies(k);
    const Reference itself{e, bath.reservoir.temperature};
    rates(k) *= 2 * bath_rates(bath, network.statistics, e, itself, unshifted).relaxation;
  }
  return rates;
}

TimeScales mode_scales(const Network& network, const EquationOptions& options) {
  const NormalModes modes = normal_modes(network);
  TimeScales scales{0, std::nullopt, modes.energies.minCoeff(), coupling_splitting(network)};
  for (const NetworkBath& bath : network.baths) {
    scales.largest_rate =
        std::max(scales.largest_rate, relaxation_rates(network, modes, bath, options).maxCoeff());
  }
  const std::vector<Index> groups = degenerate_groups(modes.energies, options.degeneracy_tolerance);
  for (std::size_t g = 1; g + 1 < groups.size(); ++g) {
    const double splitting = modes.energies(groups[g]) - modes.energies(groups[g] - 1);
    scales.smallest_splitting = std::min(scales.smallest_splitting.value_or(splitting), splitting);
  }
  return scales;
}

}  // namespace quflux::inline validity
