#pragma once

#include <complex>
#include <optional>
#include <span>
#include <string>
#include <variant>
#include <vector>

#include "quflux/bath/frequency_function.h"
#include "quflux/bath/table.h"
#include "quflux/core/error.h"

namespace quflux::inline bath {

/// gamma(w) = coefficient * w^exponent * exp(-w / cutoff); no cutoff: the bare power law.
/// exponent 1 is Ohmic, 3 is the radiation field in three dimensions.
struct PowerLaw {
  double coefficient = 0;                       ///< c >= 0
  double exponent = 1;                          ///< any real number
  std::optional<double> cutoff = std::nullopt;  ///< > 0

  bool operator==(const PowerLaw&) const = default;
};

/// gamma(w) = coefficient * w / (1 + (w / cutoff)^2).
struct Drude {
  double coefficient = 0;  ///< c >= 0
  double cutoff = 1;       ///< > 0

  bool operator==(const Drude&) const = default;
};

/// gamma(w) = 4 l^2 W k w / ((w^2 - W^2)^2 + k^2 w^2): a mode of the frequency W, coupled
/// by l (a + a^+) and damped with the width k into an Ohmic bath. Also called underdamped.
struct Brownian {
  double coupling = 0;   ///< l, any real number
  double frequency = 1;  ///< W > 0
  double width = 1;      ///< k > 0; the rate at which the energy of the mode decays

  bool operator==(const Brownian&) const = default;
};

/// A spectral density given by the user as a function of the frequency w > 0.
struct Function {
  FrequencyFunction function;  ///< gamma(w) >= 0 for w > 0
  /// lim gamma(w)/w for w -> 0, which sets the zero-frequency rate; absent: a bath coupled through
  /// an operator with zero-frequency terms is rejected.
  std::optional<double> slope_at_zero = std::nullopt;
  /// The function vanishes fast enough at large w for the Lamb shift integral to converge.
  bool decays = false;
};

/// A spectral density of one kind.
using SingleDensity = std::variant<PowerLaw, Drude, Brownian, Table, Function>;

/// gamma(w) = gamma_0(w) + gamma_1(w) + ...: of independent environments at one temperature.
struct DensitySum {
  std::vector<SingleDensity> terms;  ///< one at least
};

/// gamma_j(w), the spectral function of a bath for w > 0.
using SpectralDensity = std::variant<PowerLaw, Drude, Brownian, Table, Function, DensitySum>;

/// A density of one kind as any density.
SpectralDensity any_density(const SingleDensity& density);

/// Whether it is a user-defined function, or a sum in which there is one.
bool has_function(const SpectralDensity& density);

/// Throws Error when a coefficient, exponent or cutoff is not allowed; `what` names the spectral
/// density in the message.
void validate(const SpectralDensity& density, const Subject& what);

/// gamma(w) for w > 0.
/// Throws Error when a user-defined function returns a negative number or none, and outside a
/// table.
double evaluate(const SpectralDensity& density, double frequency);

/// The same at many frequencies; a user-defined function is called once.
std::vector<double> evaluate(const SpectralDensity& density, std::span<const double> frequencies);

/// The analytic continuation of gamma(w) to complex w with Re w > 0.
/// Throws Error for tables and user-defined functions, which are known on the real axis only.
std::complex<double> evaluate(const SpectralDensity& density, std::complex<double> frequency);

/// lim gamma(w)/w for w -> 0: c for Ohmic and Drude, 4 l^2 k/W^3 for Brownian, 0 for exponents
/// above 1, none (diverging or not known) otherwise.
std::optional<double> slope_at_zero(const SpectralDensity& density);

/// Why slope_at_zero() has no value, in words; empty: it has one.
std::string slope_obstacle(const SpectralDensity& density);

/// A peak of gamma(w) that quadratures must not step over.
struct Peak {
  double frequency;
  double width;
};

/// The peaks of Brownian densities.
std::vector<Peak> peaks(const SpectralDensity& density);

/// The frequencies beyond which gamma(w) falls off.
std::vector<double> cutoffs(const SpectralDensity& density);

/// Why the Lamb shift integral of gamma(w)/w over all frequencies does not converge; none: it does.
std::optional<std::string> lamb_shift_obstacle(const SpectralDensity& density);

}  // namespace quflux::inline bath
