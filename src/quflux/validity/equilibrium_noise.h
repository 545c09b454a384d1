#pragma once

#include <functional>
#include <optional>

#include "quflux/generator/generator.h"
#include "quflux/model/system.h"

namespace quflux::inline validity {

/// The generator of a system whose baths have other temperatures.
using MakeGenerator = std::function<Generator(const System&)>;

/// The noise of the energy flows in a stationary state, d<<Q_j Q_k>>/dt by bath, from the first two
/// derivatives of the dressed generator: with a = [(E_m + E_n) - (E_k + E_l)]/2, L1 and L2 the
/// elements of L_j times a and a^2,
///
///   noise_jk = delta_jk Tr L2_j rho + Tr L1_j r1_k + Tr L1_k r1_j,
///   r1_k = -L^D (L1_k - <L1_k>) rho.
RealMatrix flow_noise(const Generator& generator, const Matrix& state);

/// With all baths at their mean temperature T, by how much noise and linear response differ,
///
///   max |noise_jk - T^2 (dJ_j/dT_k + dJ_k/dT_j)| / max |T^2 (dJ_j/dT_k + dJ_k/dT_j)|,
///
/// of two baths |noise/(2 T^2 dJ/dT) - 1|. None where there is no such state, or no noise.
std::optional<double> johnson_nyquist_difference(const System& system,
                                                 const MakeGenerator& generator_of);

}  // namespace quflux::inline validity
