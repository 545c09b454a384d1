#pragma once

#include <vector>

#include "quflux/core/matrix.h"

namespace quflux {

/// S(w) = sum over pairs with E_b - E_a = w of |a><a| S |b><b|, in the energy basis: the part of a
/// coupling operator that lowers the energy by w.
struct Eigenoperator {
  double frequency;  ///< w, of any sign
  Matrix op;
};

/// Splits `coupling_operator` (in the energy basis) into its eigenoperators, ascending in
/// frequency; their sum is the operator again. Neighbouring frequencies closer than `tolerance`
/// times the largest |w| count as one, at their mean; those within it of zero are zero. Matrix
/// elements at the level of rounding (4 d epsilon of the largest) are dropped.
std::vector<Eigenoperator> eigenoperators(const RealVector& energies,
                                          const Matrix& coupling_operator, double tolerance);

}  // namespace quflux
