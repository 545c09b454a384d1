#pragma once

#include "quflux/equation/equation.h"
#include "quflux/generator/generator.h"
#include "quflux/model/system.h"

namespace quflux {

/// The master equation of a system of dimension d coupled to thermal baths,
///
///   d rho/dt = -i [H, rho] + sum_j L_j[rho],
///   L_j[rho] = sum_{w,w'} f(w,w') { Gamma_j(w) [ S_j(w) rho S_j(w')^+ - S_j(w')^+ S_j(w) rho ]
///                                   + h.c. },
///
/// with the eigenoperators S_j(w) of the coupling operator, half rates Gamma_j(w) = R_j(w)/2 (plus
/// i Lambda_j(w) with the Lamb shift), and the filter f of the equation:
///
///   global           w = w'
///   partial_secular  w and w' of the same sign, and |w - w'| <= secular_cutoff if one is set
///   redfield         all pairs
///   local            w = w', with S_j(w) taken from the uncoupled Hamiltonian
///
/// w = w' means: within degeneracy_tolerance, see eigenoperators(). partial_secular and redfield
/// keep pairs of different frequencies anyway and merge only those that are equal up to rounding.
///
/// Throws Error when the system or the options are not allowed, when a bath has no finite rate at
/// w = 0 but couples there, when the Lamb shift of a bath diverges, or when the local equation is
/// asked of a system without an uncoupled Hamiltonian.
Generator make_generator(const System& system, Equation equation,
                         const EquationOptions& options = {});

}  // namespace quflux
