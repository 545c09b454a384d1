#include "quflux/method/hierarchy/one_way_flows.h"

#include <algorithm>
#include <optional>

#include "quflux/bath/reservoir.h"

namespace quflux::inline hierarchy {

using Eigen::Index;

OneWayFlows::OneWayFlows(const System& system, const EnergySystem& in_energy_basis)
    : basis_(in_energy_basis.basis) {
  struct Pair {
    Index lower;
    Index upper;
  };
  const RealVector& energies = in_energy_basis.energies;
  for (std::size_t j = 0; j < system.baths.size(); ++j) {
    const Matrix& s = in_energy_basis.couplings[j];
    std::vector<Pair> pairs;
    std::vector<double> frequencies;  // of each pair, and then its negative
    for (Index b = 0; b < s.cols(); ++b) {
      for (Index a = 0; a < s.rows(); ++a) {
        const double frequency = energies(a) - energies(b);
        if (!(frequency > 0) || s(a, b) == 0.0) continue;
        pairs.push_back({b, a});
        frequencies.insert(frequencies.end(), {frequency, -frequency});
      }
    }
    std::vector<std::optional<double>> rates;
    transition_rates(system.baths[j].reservoir, frequencies, rates);
    RealVector given = RealVector::Zero(energies.size());
    RealVector taken = given;
    for (std::size_t k = 0; k < pairs.size(); ++k) {
      const auto& [lower, upper] = pairs[k];
      const double energy = std::norm(s(upper, lower)) * frequencies[2 * k];
      taken(upper) += energy * rates[2 * k].value_or(0);
      given(lower) += energy * rates[2 * k + 1].value_or(0);
    }
    by_level_.push_back(std::move(given));
    by_level_.push_back(std::move(taken));
  }
}

double OneWayFlows::largest(const Matrix& state) const {
  const RealVector populations = (basis_.adjoint() * state * basis_).diagonal().real();
  double largest = 0;
  for (const RealVector& flow : by_level_) largest = std::max(largest, flow.dot(populations));
  return largest;
}

}  // namespace quflux::inline hierarchy
