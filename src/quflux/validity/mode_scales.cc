#include "quflux/validity/mode_scales.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "quflux/method/network/bath_rates.h"
#include "quflux/method/network/complex_modes.h"
#include "quflux/method/network/damping.h"
#include "quflux/method/network/normal_modes.h"
#include "quflux/numerics/decompositions.h"
#include "quflux/numerics/lapack.h"

namespace quflux::inline validity {

namespace {

using Eigen::Index;

// sqrt(d^2 + 4 c^2) as in TimeScales: c is the norm of the couplings and d the smallest difference
// of two frequencies that they connect.
double coupling_splitting(const Network& network) {
  Matrix couplings = exchange_matrix(network);
  if (has_position_coupling(network)) couplings += network.position;
  couplings.diagonal().setZero();
  double smallest = std::numeric_limits<double>::infinity();
  for (Index i = 0; i < couplings.rows(); ++i) {
    for (Index l = 0; l < i; ++l) {
      if (couplings(i, l) == Complex(0)) continue;
      smallest = std::min(smallest, std::abs(network.exchange(i, i) - network.exchange(l, l)));
    }
  }
  if (std::isinf(smallest)) return 0;
  const double largest =
      has_phases(network)
          ? Eigen::SelfAdjointEigenSolver<Matrix>(couplings).eigenvalues().cwiseAbs().maxCoeff()
          : symmetric_eigen(couplings.real()).values.cwiseAbs().maxCoeff();
  return std::hypot(smallest, 2 * largest);
}

// Energies, and the squared weights of the modes in what each bath lowers.
ModeRates modes_and_weights(const Network& network, const EquationOptions& options) {
  ModeRates result;
  const auto put = [&](const RealVector& energies, const auto& squares) {
    result.energies = energies;
    for (const NetworkBath& bath : network.baths) result.rates.push_back(squares(bath));
  };
  if (has_phases(network)) {
    const ComplexModes modes = complex_modes(network);
    put(modes.energies, [&](const NetworkBath& bath) -> RealVector {
      return mode_weights(modes, bath, options.bath_coupling).cwiseAbs2();
    });
  } else {
    const NormalModes modes = normal_modes(network);
    put(modes.energies, [&](const NetworkBath& bath) -> RealVector {
      return mode_weights(modes, bath, options.bath_coupling).rotating.cwiseAbs2();
    });
  }
  return result;
}

}  // namespace

ModeRates mode_rates(const Network& network, const EquationOptions& options) {
  EquationOptions unshifted = options;
  unshifted.lamb_shift = false;
  ModeRates result = modes_and_weights(network, options);
  for (std::size_t j = 0; j < network.baths.size(); ++j) {
    const NetworkBath& bath = network.baths[j];
    for (Index k = 0; k < result.energies.size(); ++k) {
      const double e = result.energies(k);
      const Reference itself{e, bath.reservoir.temperature};
      result.rates[j](k) *=
          2 * bath_rates(bath, network.statistics, e, itself, unshifted).relaxation;
    }
  }
  return result;
}

TimeScales mode_scales(const Network& network, const EquationOptions& options) {
  const auto [energies, rates] = mode_rates(network, options);
  TimeScales scales{0, std::nullopt, energies.minCoeff(), coupling_splitting(network)};
  for (const RealVector& of_bath : rates) {
    scales.largest_rate = std::max(scales.largest_rate, of_bath.maxCoeff());
  }
  const std::vector<Index> groups = degenerate_groups(energies, options.degeneracy_tolerance);
  for (std::size_t g = 1; g + 1 < groups.size(); ++g) {
    const double splitting = energies(groups[g]) - energies(groups[g] - 1);
    scales.smallest_splitting = std::min(scales.smallest_splitting.value_or(splitting), splitting);
  }
  return scales;
}

}  // namespace quflux::inline validity
