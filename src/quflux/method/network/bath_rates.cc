#include "quflux/method/network/bath_rates.h"

#include "quflux/bath/lamb_shift.h"
#include "quflux/core/error.h"

namespace quflux::inline network {

namespace {

struct Shifts {
  double emission;    // Im Gamma(w)
  double absorption;  // Im Gamma(-w)
};

// Through S_j = a + a^+ both transforms are those of the whole correlation function. Through the
// exchange coupling emission knows gamma (n + 1) alone and absorption gamma n alone, and with
// N(w) = P int dv/(2 pi) gamma n/(w - v) they are Lambda_0(w) + N(w) and -N(w), where Lambda_0 is
// the shift of the vacuum.
Shifts shifts(const NetworkBath& bath, double frequency, BathCoupling coupling) {
  const Reservoir& reservoir = bath.reservoir;
  try {
    if (coupling == BathCoupling::position) {
      return {lamb_shift(reservoir, frequency), lamb_shift(reservoir, -frequency)};
    }
    const double vacuum = lamb_shift({reservoir.spectral_density, 0}, frequency);
    if (reservoir.temperature == 0) return {vacuum, 0};
    const double thermal = quanta_shift(reservoir, frequency);
    return {vacuum + thermal, -thermal};
  } catch (const NoAnswer& error) {
    throw NoAnswer(fmt::format("the Lamb shift of bath '{}' at the frequency {}: {}", bath.name,
                               frequency, error.what()));
  }
}

// A fermion of no energy is half full in every equilibrium, and both its transitions have the
// frequency 0.
BathRates zero_mode_rates(const NetworkBath& bath, const EquationOptions& options) {
  const std::optional<double> rate = transition_rate(bath.reservoir, 0);
  if (!rate) {
    throw NoAnswer(
        fmt::format("bath '{}' has no finite rate at zero frequency, where a mode or site that it "
                    "couples to has "
                    "its transitions; the spectral density must vanish at least as w",
                    bath.name));
  }
  return {0, *rate, 0, options.lamb_shift ? shifts(bath, 0, BathCoupling::position).absorption : 0};
}

}  // namespace

BathRates bath_rates(const NetworkBath& bath, Statistics statistics, double frequency,
                     const Reference& reference, const EquationOptions& options) {
  if (frequency == 0) return zero_mode_rates(bath, options);
  const double gamma = evaluate(bath.reservoir.spectral_density, frequency);
  const double temperature = bath.reservoir.temperature;
  const bool bosons = statistics == Statistics::bosons;
  const double g = bosons ? gamma / 2 : gamma * (occupation_number(frequency, temperature) + 0.5);
  BathRates rates{g * occupation_difference(statistics, frequency, temperature, reference.frequency,
                                            reference.temperature),
                  g, 0, 0};
  if (options.lamb_shift) {
    const Shifts s = shifts(bath, frequency, options.bath_coupling);
    rates.shift = bosons ? s.emission + s.absorption : s.emission - s.absorption;
    rates.drive_shift = s.absorption;
  }
  return rates;
}

CounterShifts counter_shifts(const NetworkBath& bath, double frequency,
                             const EquationOptions& options) {
  if (!options.lamb_shift) return {0, 0};
  const Shifts s = shifts(bath, -frequency, BathCoupling::exchange);
  return {s.emission + s.absorption, s.emission};
}

}  // namespace quflux::inline network
