#pragma once

#include <optional>
#include <string_view>

#include "quflux/bath/spectral_density.h"

namespace quflux::inline bath {

/// d gamma/dw for w > 0. Throws NoAnswer for a user-defined function, and where gamma has no value.
double density_slope(const SpectralDensity& density, double frequency);

/// d gamma(w)/dp for w > 0, of the number p of this name: "coefficient", "exponent", "cutoff",
/// "coupling", "frequency", "width", of a sum "0.coefficient". Throws Error when the density has no
/// such number.
double density_slope(const SpectralDensity& density, std::string_view number, double frequency);

/// The name of a number of the density in "spectral_density.NAME", its path in a reservoir. Throws
/// Error for another path.
std::string_view number_of_density(std::string_view path);

/// d/dp of slope_at_zero(), the limit of gamma(w)/w. None: it does not exist.
std::optional<double> zero_slope_change(const SpectralDensity& density, std::string_view number);

/// c1 and c2 of gamma(w) = c1 w + c2 w^2 + ... at small w.
struct SmallFrequencies {
  double linear;
  double quadratic;
};

/// None: gamma is not of that form, or not known well enough.
std::optional<SmallFrequencies> at_small_frequencies(const SpectralDensity& density);

}  // namespace quflux::inline bath
