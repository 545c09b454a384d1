#include "quflux/validity/bath_temperature.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "quflux/core/error.h"
#include "quflux/solve/steady_state.h"

namespace quflux::inline validity {

namespace {

constexpr double kLeastExcited = 1e-290;

// Tr(H exp(-beta H))/Z, of energies from the lowest one on, without overflow at any sign of beta.
double mean_energy_at(const RealVector& energies, double beta) {
  const double least = beta >= 0 ? energies.minCoeff() : energies.maxCoeff();
  const Eigen::ArrayXd weights = (-beta * (energies.array() - least)).exp();
  return (weights * energies.array()).sum() / weights.sum();
}

}  // namespace

double temperature_of(const RealVector& energies, double mean_energy) {
  const double span = energies.maxCoeff() - energies.minCoeff();
  if (span == 0) return std::numeric_limits<double>::quiet_NaN();
  // The mean falls as beta grows. Beyond these only ground states are left.
  double low = -700 / span;
  double high = 700 / span;
  for (double step = high; mean_energy_at(energies, high) > mean_energy && step < 1e6 / span;
       step = high) {
    high *= 10;
  }
  constexpr int kBits = 200;
  for (int k = 0; k < kBits && low < high; ++k) {
    const double middle = (low + high) / 2;
    (mean_energy_at(energies, middle) > mean_energy ? low : high) = middle;
  }
  // Of equal populations only rounding tells the sign.
  constexpr double kRounding = 1e-13;
  const double beta = (low + high) / 2;
  return std::abs(beta) * span > kRounding ? 1 / beta : std::numeric_limits<double>::infinity();
}

std::vector<BathTemperature> bath_temperatures(const Generator& generator, const System& system) {
  std::vector<BathTemperature> result;
  for (std::size_t j = 0; j < system.baths.size(); ++j) {
    const double given = system.baths[j].reservoir.temperature;
    if (!(given > 0)) continue;
    const Generator alone{generator.energies,
                          generator.basis,
                          {generator.dissipators[j]},
                          generator.completely_positive};
    try {
      const Matrix rho = SteadyStateSolver().solve(alone);
      const RealVector populations = rho.diagonal().real();
      const RealVector energies = generator.energies.array() - generator.energies(0);
      const double mean = populations.dot(energies);
      // Next to zero the ground state alone is left, which no temperature is read off.
      const double coldness = std::min(1 / given, std::numeric_limits<double>::max());
      const double least = kLeastExcited * energies.maxCoeff();
      if (mean <= least && mean_energy_at(energies, coldness) <= least) continue;
      result.push_back({system.baths[j].name, given, temperature_of(energies, mean)});
    } catch (const NoAnswer&) {
      continue;  // alone it leaves something as it was
    }
  }
  return result;
}

}  // namespace quflux::inline validity
