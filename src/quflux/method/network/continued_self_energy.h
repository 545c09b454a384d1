#pragma once

#include <string>

#include "quflux/bath/spectral_density.h"
#include "quflux/core/matrix.h"
#include "quflux/method/master_equation/options.h"

namespace quflux::inline network {

/// Why the self-energy of a density has no continuation here; empty: it has one.
std::string continuation_obstacle(const SpectralDensity& density);

/// BathSelfEnergy at complex w, Re w > 0, on the sheet on which resonances are: continued from
/// above the real axis to below. In closed form, of Drude and Brownian densities and their sums:
///
///   position   Drude     -(c wc/2)/(1 - i w/wc)
///              Brownian  -2 g^2 W/(W^2 - w^2 - i k w)
///   exchange   Drude     (c/2 pi) wc^2/(w^2 + wc^2) [w (ln(w/wc) - i pi) - pi wc/2]
///              Brownian  a difference of two of these
///
/// Throws NoAnswer for other densities.
Complex continued_self_energy(const SpectralDensity& density, BathCoupling coupling, Complex w);

}  // namespace quflux::inline network
