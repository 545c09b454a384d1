#pragma once

#include <optional>
#include <string>
#include <vector>

#include "quflux/generator/generator.h"
#include "quflux/model/system.h"

namespace quflux::inline validity {

/// The temperature T_eff that a bath brings the system to when it is alone: Tr(H rho_j) is that of
/// the Gibbs state of the full H at T_eff, negative where the levels are inverted.
struct BathTemperature {
  std::string bath;
  double given;
  double effective;
};

/// Of the baths with a temperature above zero that have one stationary state alone.
std::vector<BathTemperature> bath_temperatures(const Generator& generator, const System& system);

/// The T at which the mean energy of the Gibbs state is that; infinite for the mean of all levels.
/// Energies are best counted from the lowest one.
double temperature_of(const RealVector& energies, double mean_energy);

}  // namespace quflux::inline validity
