#pragma once

#include "quflux/method/master_equation/options.h"
#include "quflux/method/network/network.h"

namespace quflux::inline network {

/// What a bath does to a mode of the energy w > 0, or w = 0 of fermions; a mode is a normal mode of
/// the network, or in the local equation a site.
struct BathRates {
  double drive;        ///< g (f_j - f_0): g = gamma/2 of bosons, gamma (n + 1/2) of fermions
  double relaxation;   ///< g
  double shift;        ///< Im kappa, the Lamb shift of the mode
  double drive_shift;  ///< Im Gamma(-w), the shift that goes with absorption
};

/// A mode in equilibrium, from which deviations are counted: f_0 is its occupation.
struct Reference {
  double frequency;
  double temperature;
};

/// The rates of a bath. The shifts are zero unless options.lamb_shift is set, and then Gamma(w) =
/// R(w)/2 + i Lambda(w) gives kappa = Gamma(w) -+ conj(Gamma(-w)) for bosons (-) and fermions (+).
/// Throws Error when there is no Lamb shift, and no finite rate at w = 0.
BathRates bath_rates(const NetworkBath& bath, Statistics statistics, double frequency,
                     const Reference& reference, const EquationOptions& options);

/// The shifts that an exchange bath causes through the part of a that raises a mode of energy w:
/// the frequency at which its spectral density would be asked is -w, where it has none.
struct CounterShifts {
  double shift;     ///< Im kappa
  double emission;  ///< Im Gamma(-w) of the bath operator B, <B(s) B^+>
};

/// Zero unless options.lamb_shift is set. Throws Error when there is no Lamb shift.
CounterShifts counter_shifts(const NetworkBath& bath, double frequency,
                             const EquationOptions& options);

}  // namespace quflux::inline network
