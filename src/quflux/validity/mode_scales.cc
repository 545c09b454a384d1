#include "quflux/validity/mode_scales.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "quflux/method/network/bath_rates.h"
#include "quflux/method/network/complex_modes.h"
#include "quflux/method/network/master_equation.h"
#include "quflux/method/network/normal_modes.h"
#include "quflux/numerics/eigen_components.h"

namespace quflux::inline validity {

namespace {

using Eigen::Index;

// The largest sqrt(d^2 + 4 c^2) of all couplings as in coupling_splitting().
double largest_splitting(const Network& network) {
  const bool positions = has_position_coupling(network);
  const bool phases = has_phases(network);
  const RealMatrix& h = network.exchange;
  double largest = 0;
  for (Index l = 0; l < h.cols(); ++l) {
    for (Index i = l + 1; i < h.rows(); ++i) {
      const Complex coupling(h(i, l) + (positions ? network.position(i, l) : 0),
                             phases ? network.exchange_imaginary(i, l) : 0);
      if (coupling == Complex(0)) continue;
      largest = std::max(largest, std::hypot(h(i, i) - h(l, l), 2 * std::abs(coupling)));
    }
  }
  return largest;
}

// Without position couplings the modes are the eigenvectors of the exchange, which a long chain has
// no need of but at its baths. A mode of fermions of a negative energy is counted by its holes,
// which a bath reaches as strongly.
ModeRates modes_of_exchange(const Network& network) {
  const Index n = network.exchange.rows();
  RealMatrix vectors(n, static_cast<Index>(network.baths.size()));
  for (Index j = 0; j < vectors.cols(); ++j) {
    vectors.col(j) = network.baths[static_cast<std::size_t>(j)].weights;
  }
  const EigenComponents modes = eigen_components(network.exchange, vectors);
  if (network.statistics == Statistics::bosons) require_positive_modes(modes.values.minCoeff());
  RealVector energies = modes.values.cwiseAbs();
  if (network.statistics == Statistics::fermions) energies = with_zero_modes(energies, kZeroMode);
  std::vector<Index> order(static_cast<std::size_t>(n));
  std::iota(order.begin(), order.end(), 0);
  std::ranges::stable_sort(order, {}, [&](Index k) { return energies(k); });
  ModeRates result{energies(order), {}, {}};
  for (Index j = 0; j < vectors.cols(); ++j) {
    result.weights.emplace_back(modes.components.col(j)(order).cwiseAbs2());
  }
  return result;
}

// Energies, and the squared weights of the modes in what each bath lowers.
ModeRates modes_and_weights(const Network& network, const EquationOptions& options) {
  if (!has_phases(network) && !has_position_coupling(network)) return modes_of_exchange(network);
  ModeRates result;
  const auto put = [&](const RealVector& energies, const auto& squares) {
    result.energies = energies;
    for (const NetworkBath& bath : network.baths) result.weights.push_back(squares(bath));
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

// The modes that a bath lowers and, where anything counter-rotates, those that it raises.
std::vector<Line> lines(const RealVector& energies, const RealVector& rates,
                        const RealVector& widths, bool counter_rotating) {
  std::vector<Line> result;
  const auto add = [&](Index k, double sign) {
    if (rates(k) != 0) result.push_back({sign * energies(k), widths(k)});
  };
  const Index n = energies.size();
  for (Index k = n; counter_rotating && k-- > 0;) add(k, -1);
  for (Index k = 0; k < n; ++k) add(k, 1);
  return result;
}

}  // namespace

ModeRates mode_rates(const Network& network, const EquationOptions& options) {
  EquationOptions unshifted = options;
  unshifted.lamb_shift = false;
  ModeRates result = modes_and_weights(network, options);
  result.rates = result.weights;
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

ModeRates joined_modes(const ModeRates& modes, double tolerance) {
  const Index n = modes.energies.size();
  if (n == 0) return modes;
  const double same = tolerance * modes.energies(n - 1);
  std::vector<Index> begins;
  for (Index k = 0; k < n; ++k) {
    if (k == 0 || modes.energies(k) - modes.energies(k - 1) > same) begins.push_back(k);
  }
  const auto lines = static_cast<Index>(begins.size());
  begins.push_back(n);
  const auto sums = [&](const RealVector& of_modes) {
    RealVector result(lines);
    for (Index l = 0; l < lines; ++l) {
      const Index begin = begins[static_cast<std::size_t>(l)];
      result(l) = of_modes.segment(begin, begins[static_cast<std::size_t>(l) + 1] - begin).sum();
    }
    return result;
  };
  const RealVector counts = sums(RealVector::Ones(n));
  ModeRates result{sums(modes.energies).cwiseQuotient(counts), {}, {}};
  for (const RealVector& rates : modes.rates) result.rates.push_back(sums(rates));
  for (const RealVector& weights : modes.weights) result.weights.push_back(sums(weights));
  return result;
}

TimeScales mode_scales(const Network& network, const ModeRates& found,
                       const EquationOptions& options) {
  const ModeRates modes = joined_modes(found, options.degeneracy_tolerance);
  const RealVector& energies = modes.energies;
  const std::vector<RealVector>& rates = modes.rates;
  TimeScales scales;
  scales.splitting = largest_splitting(network);
  RealVector widths = RealVector::Zero(energies.size());
  for (std::size_t j = 0; j < network.baths.size(); ++j) {
    widths += rates[j] / 2;
    for (Index k = 0; k < energies.size(); ++k) {
      const double e = energies(k);
      const double quanta =
          occupation(network.statistics, e, network.baths[j].reservoir.temperature);
      scales.largest_rate = std::max(scales.largest_rate, rates[j](k));
      scales.largest_feed = std::max(scales.largest_feed, e * rates[j](k) * quanta);
    }
  }
  const bool counter_rotating = !redfield_is_secular(network, options);
  for (const RealVector& of_bath : rates) {
    scales.lines.push_back(lines(energies, of_bath, widths, counter_rotating));
  }
  return scales;
}

}  // namespace quflux::inline validity
