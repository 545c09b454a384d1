#include "quflux/method/network/self_energy_slope.h"

#include <utility>

#include "quflux/bath/density_slopes.h"
#include "quflux/bath/lamb_shift.h"
#include "quflux/method/network/self_energy.h"

namespace quflux::inline network {

namespace {

// d gamma/dp of a power law where it is one itself, whose shift is known in closed form; of others
// the shift is an integral.
std::optional<SpectralDensity> power_law_slope(const SpectralDensity& density,
                                               std::string_view number) {
  const auto* p = std::get_if<PowerLaw>(&density);
  if (p == nullptr) return std::nullopt;
  if (number == "coefficient") return PowerLaw{1, p->exponent, p->cutoff};
  if (number != "cutoff") return std::nullopt;
  return PowerLaw{p->coefficient / (*p->cutoff * *p->cutoff), p->exponent + 1, p->cutoff};
}

}  // namespace

SelfEnergySlope::SelfEnergySlope(SpectralDensity density, std::string_view number,
                                 const EquationOptions& options)
    : density_(std::move(density)),
      number_(number),
      slope_(power_law_slope(density_, number)),
      coupling_(options.bath_coupling),
      kept_(options.self_energy) {
  if (kept_ == SelfEnergy::counter_term) counter_term_ = real_part(0);
}

double SelfEnergySlope::vacuum(double frequency) const {
  return slope_ ? vacuum_shift(*slope_, frequency)
                : lamb_shift_slope({density_, 0}, "spectral_density." + number_, frequency);
}

double SelfEnergySlope::real_part(double frequency) const {
  const double resonant = vacuum(frequency);
  return coupling_ == BathCoupling::exchange ? resonant : resonant + vacuum(-frequency);
}

Complex SelfEnergySlope::operator()(double frequency) const {
  const double shift = kept_ == SelfEnergy::dissipative ? 0 : real_part(frequency) - counter_term_;
  return {shift, -density_slope(density_, number_, frequency) / 2};
}

double SelfEnergySlope::below(double frequency) const {
  return kept_ == SelfEnergy::dissipative ? 0 : real_part(-frequency) - counter_term_;
}

}  // namespace quflux::inline network
