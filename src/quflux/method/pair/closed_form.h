#pragma once

#include <optional>

#include "quflux/core/matrix.h"
#include "quflux/method/pair/pair_equation.h"
#include "quflux/method/pair/two_level_pair.h"

/// The local equation in closed form, with g_j = gamma_j(w_j) (n_j(w_j) + 1/2) and
/// e = g_1 g_2 (1 + detuning^2/(g_1 + g_2)^2). All functions throw Error for pairs that are not
/// allowed.
namespace quflux::inline pair {

/// The stationary energy flow from reservoir 1 into the pair, Eq. (29):
/// J_1 = -(w_1 g_2 + w_2 g_1) gamma_1 gamma_2 Omega^2 (n_2 - n_1) / (2 (g_1 + g_2)^2 (e +
/// Omega^2)).
double local_flow(const TwoLevelPair& pair);

/// Omega_max = sqrt(e), the coupling that maximises |J_1|/Omega, Eq. (31).
double local_optimal_coupling(const TwoLevelPair& pair);

/// |g_1 - g_2|/2 + i |detuning|/2, Eq. (37): the coupling of the exceptional point in the upper
/// half of the complex plane; real on resonance.
Complex local_exceptional_point(const TwoLevelPair& pair);

/// The spectrum of the flow from site 1 to site 2 at the frequency nu, whose integral is Tr(H_1
/// L_1[rho]), Eq. (45): I(nu) = w_1 Omega^2 gamma_1 gamma_2 (n_1 - n_2) / (2 pi |det(X - i nu)|^2).
double local_flow_spectrum(const TwoLevelPair& pair, double nu);

/// The coupling above which the spectrum of the flow between two sites of the local equation has
/// two maxima, Eqs. (45) and (46), by what damps their amplitudes. None where it has two at every
/// coupling.
std::optional<double> two_maxima_coupling(double g1, double g2, double detuning);

}  // namespace quflux::inline pair
