#include "quflux/method/bond_spectrum.h"

#include "quflux/core/error.h"

namespace quflux::inline method {

std::string obstacle(const Equation& equation, const Model& model, SpectrumOfBond spectrum,
                     std::size_t coupling) {
  std::string reason = "it has no such spectrum";
  for (const RoadTo& to : equation.kind.roads) {
    const std::optional<BondSpectrum>& known = to.road->*spectrum;
    if (!known) continue;
    reason = known->obstacle(model, {to.form, equation.options}, coupling);
    if (reason.empty()) return "";
  }
  return fmt::format("{}: {}", equation.label, reason);
}

RealVector bond_spectrum(const Equation& equation, const Model& model, SpectrumOfBond spectrum,
                         std::size_t coupling, std::span<const double> frequencies) {
  for (const RoadTo& to : equation.kind.roads) {
    const std::optional<BondSpectrum>& known = to.road->*spectrum;
    const RoadEquation of_road{to.form, equation.options};
    if (known && known->obstacle(model, of_road, coupling).empty()) {
      return known->values(model, of_road, coupling, frequencies);
    }
  }
  throw NoAnswer(obstacle(equation, model, spectrum, coupling));
}

}  // namespace quflux::inline method
