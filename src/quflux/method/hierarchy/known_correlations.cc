#include "quflux/method/hierarchy/known_correlations.h"

#include <concepts>
#include <variant>

#include "quflux/core/error.h"

namespace quflux::inline hierarchy {

namespace {

template <class Density>
bool is_same_density(const Density& a, const Density& b) {
  if constexpr (std::equality_comparable<Density>) {
    return a == b;
  } else {
    return false;
  }
}

// Whether two reservoirs are the same as far as it shows: functions, say, do not.
bool is_same_bath(const Reservoir& a, const Reservoir& b) {
  if (a.temperature != b.temperature) return false;
  if (a.spectral_density.index() != b.spectral_density.index()) return false;
  return std::visit(
      [&]<class Density>(const Density& density) {
        return is_same_density(density, std::get<Density>(b.spectral_density));
      },
      a.spectral_density);
}

}  // namespace

std::vector<CorrelationFunction> KnownCorrelations::find(const System& system) {
  known_.resize(system.baths.size());
  std::vector<CorrelationFunction> found;
  for (std::size_t j = 0; j < known_.size(); ++j) {
    const SystemBath& bath = system.baths[j];
    if (!known_[j] || !is_same_bath(known_[j]->reservoir, bath.reservoir)) {
      try {
        known_[j] = {bath.reservoir, CorrelationFunction(bath.reservoir)};
      } catch (const NoAnswer& error) {
        throw NoAnswer(fmt::format("bath '{}': {}", bath.name, error.what()));
      }
    }
    found.push_back(known_[j]->correlation);
  }
  return found;
}

}  // namespace quflux::inline hierarchy
