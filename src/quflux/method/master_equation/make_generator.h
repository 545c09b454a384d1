#pragma once

#include "quflux/generator/generator.h"
#include "quflux/method/master_equation/master_equation.h"
#include "quflux/model/system.h"

namespace quflux::inline master_equation {

/// The master equation of a system of dimension d coupled to thermal baths, Eqs. (3) and (4),
///
///   d rho/dt = -i [H, rho] + sum_j L_j[rho],
///   L_j[rho] = sum_{w,w'} f(w,w') { Gamma_j(w) [ S_j(w) rho S_j(w')^+ - S_j(w')^+ S_j(w) rho ]
///                                   + h.c. },
///
/// with the eigenoperators S_j(w) of the coupling operator, half rates Gamma_j(w) = R_j(w)/2 (plus
/// i Lambda_j(w) with the Lamb shift), and what the equation says of them: the filter f, whether
/// S_j(w) are those of the uncoupled Hamiltonian, and whether a half rate stands with one of the
/// two factors or is shared by both (see RateFactors).
///
/// w = w' means: within degeneracy_tolerance where the equation merges, see eigenoperators().
/// Others keep pairs of different frequencies anyway and merge only those that are equal up to
/// rounding.
///
/// Throws Error when the system or the options are not allowed, when a bath has no finite rate at
/// w = 0 but couples there, when the Lamb shift of a bath diverges, or when the local equation is
/// asked of a system without an uncoupled Hamiltonian.
Generator make_generator(const System& system, const MasterEquation& equation,
                         const EquationOptions& options = {});

}  // namespace quflux::inline master_equation
