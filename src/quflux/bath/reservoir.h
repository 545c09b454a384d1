#pragma once

#include <complex>
#include <optional>
#include <span>
#include <vector>

#include "quflux/bath/spectral_density.h"
#include "quflux/core/double_double.h"
#include "quflux/core/error.h"

namespace quflux::inline bath {

/// A thermal reservoir of bosons. Units: hbar = k_B = 1.
struct Reservoir {
  SpectralDensity spectral_density;
  double temperature = 0;  ///< T >= 0
};

/// Throws Error when the temperature or the spectral density is not allowed; `what` names the
/// reservoir in the message.
void validate(const Reservoir& reservoir, const Subject& what);

/// Mean number of quanta n(w) = 1/(exp(w/T) - 1), w > 0; zero at T = 0.
double occupation_number(double frequency, double temperature);
std::complex<double> occupation_number(std::complex<double> frequency, double temperature);
DoubleDouble occupation_number(const DoubleDouble& frequency, double temperature);

/// The rate R(w) at which a system releases the energy w into the reservoir, Eq. (1):
/// gamma(w) (n(w) + 1) for w > 0, gamma(|w|) n(|w|) for w < 0 (absorption), and the limit
/// lim gamma(w) n(w) = T lim gamma(w)/w at w = 0.
/// No value where that limit is not finite (exponents below 1 at T > 0), differs from both sides
/// (exponent 0 at T = 0) or is not known (a user-defined density without slope_at_zero).
std::optional<double> transition_rate(const Reservoir& reservoir, double frequency);

/// The same at many frequencies, into `rates`. A user-defined spectral density is asked once, for
/// the distinct |w| > 0 in ascending order. With DoubleDouble the rates of w and -w are in detailed
/// balance to that precision, and gamma is that of evaluate_precisely().
template <class Real>
void transition_rates(const Reservoir& reservoir, const std::vector<Real>& frequencies,
                      std::vector<std::optional<Real>>& rates);

extern template void transition_rates(const Reservoir&, const std::vector<double>&,
                                      std::vector<std::optional<double>>&);
extern template void transition_rates(const Reservoir&, const std::vector<DoubleDouble>&,
                                      std::vector<std::optional<DoubleDouble>>&);

}  // namespace quflux::inline bath
