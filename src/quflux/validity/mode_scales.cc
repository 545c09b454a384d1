#include "quflux/validity/mode_scales.h"

#include <algorithm>
#include <cmath>

#include "quflux/method/network/bath_rates.h"
#include "quflux/method/network/master_equation.h"

namespace quflux::inline validity {

namespace {

using Eigen::Index;

// The largest sqrt(d^2 + 4 c^2) of all couplings as in coupling_splitting().
double largest_splitting(const Network& network) {
  RealMatrix couplings = network.exchange;
  if (has_position_coupling(network)) couplings += network.position;
  double largest = 0;
  for (Index i = 0; i < couplings.rows(); ++i) {
    for (Index l = 0; l < i; ++l) {
      if (couplings(i, l) == 0) continue;
      const double detuning = network.exchange(i, i) - network.exchange(l, l);
      largest = std::max(largest, std::hypot(detuning, 2 * couplings(i, l)));
    }
  }
  return largest;
}

// The modes that a bath lowers and, where anything counter-rotates, those that it raises.
std::vector<Line> lines(const NormalModes& modes, const ModeWeights& weights,
                        const RealVector& widths, bool counter_rotating) {
  std::vector<Line> result;
  const auto add = [&](Index k, double sign) {
    if (weights.rotating(k) != 0) result.push_back({sign * modes.energies(k), widths(k)});
  };
  const Index n = modes.energies.size();
  for (Index k = n; counter_rotating && k-- > 0;) add(k, -1);
  for (Index k = 0; k < n; ++k) add(k, 1);
  return result;
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

TimeScales mode_scales(const Network& network, const NormalModes& modes,
                       const EquationOptions& options) {
  TimeScales scales;
  scales.splitting = largest_splitting(network);
  RealVector widths = RealVector::Zero(modes.energies.size());
  for (const NetworkBath& bath : network.baths) {
    const RealVector rates = relaxation_rates(network, modes, bath, options);
    widths += rates / 2;
    for (Index k = 0; k < rates.size(); ++k) {
      const double e = modes.energies(k);
      const double quanta = occupation(network.statistics, e, bath.reservoir.temperature);
      scales.largest_rate = std::max(scales.largest_rate, rates(k));
      scales.largest_feed = std::max(scales.largest_feed, e * rates(k) * quanta);
    }
  }
  const bool counter_rotating = !redfield_is_secular(network, options);
  for (const NetworkBath& bath : network.baths) {
    const ModeWeights weights = mode_weights(modes, bath, options.bath_coupling);
    scales.lines.push_back(lines(modes, weights, widths, counter_rotating));
  }
  return scales;
}

}  // namespace quflux::inline validity
