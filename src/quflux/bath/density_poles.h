#pragma once

#include <complex>
#include <vector>

#include "quflux/bath/spectral_density.h"

namespace quflux::inline bath {

/// A pole of gamma(w) in the lower half plane, at w = -i rate.
struct DensityPole {
  std::complex<double> rate;
  std::complex<double> residue;
};

/// Whether gamma(w) is a rational function.
bool is_rational(const SingleDensity& density);

/// Its poles in the lower half plane; none for what is not rational. Two poles that are less than
/// 6e-3 of their size apart, those of a critically damped mode, are taken that far apart, which
/// changes gamma by a part of 1e-5.
std::vector<DensityPole> density_poles(const SingleDensity& density);

/// The same density with a cutoff or width that is larger by a relative `step`.
SingleDensity with_moved_poles(SingleDensity density, double step);

}  // namespace quflux::inline bath
