#pragma once

#include <string>
#include <vector>

#include "quflux/bath/spectral_density.h"

namespace quflux::inline mapping {

/// Why few Lorentzian lines cannot stand for a bath of this density, and what to do instead; empty:
/// they can.
std::string surrogate_obstacle(const SpectralDensity& density);

/// The frequency up to which modes are fitted to R(w): twice the largest transition frequency, or
/// as far as the density reaches, up to ten times that.
double fit_end(const SpectralDensity& density, double largest_transition);

/// How much of int gamma(w)/w dw, by which a bath shifts the system, lies beyond a frequency, where
/// no mode is fitted: from 0 to 1. It is looked at up to a thousand times that frequency.
double share_beyond(const SpectralDensity& density, double frequency);

/// Where tables have maxima below a frequency, the highest one of each of so many equal parts.
std::vector<double> highest_rows(const SpectralDensity& density, double end, int parts);

/// Whether all tables of a density have a row on both sides of a frequency w > 0.
bool is_known_at(const SpectralDensity& density, double frequency);

}  // namespace quflux::inline mapping
