#include "quflux/method/network/self_energy_slope.h"

#include <cmath>
#include <utility>

#include "quflux/bath/density_slopes.h"
#include "quflux/bath/lamb_shift.h"
#include "quflux/method/network/self_energy.h"

namespace quflux::inline network {

namespace {

// d gamma/dp where it is a density of the same kind, whose shift is known in closed form; of others
// the shift is an integral.
std::optional<SpectralDensity> slope_density(const SpectralDensity& density,
                                             std::string_view number) {
  if (const auto* p = std::get_if<PowerLaw>(&density)) {
    if (number == "coefficient") return PowerLaw{1, p->exponent, p->cutoff};
    if (number != "cutoff") return std::nullopt;
    return PowerLaw{p->coefficient / (*p->cutoff * *p->cutoff), p->exponent + 1, p->cutoff};
  }
  if (const auto* d = std::get_if<Drude>(&density); d != nullptr && number == "coefficient") {
    return Drude{1, d->cutoff};
  }
  if (const auto* b = std::get_if<Brownian>(&density); b != nullptr && number == "coupling") {
    return Brownian{std::sqrt(2 * b->coupling), b->frequency, b->width};
  }
  return std::nullopt;
}

}  // namespace

SelfEnergySlope::SelfEnergySlope(SpectralDensity density, std::string_view number,
                                 const EquationOptions& options)
    : density_(std::move(density)),
      number_(number),
      slope_(slope_density(density_, number)),
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
