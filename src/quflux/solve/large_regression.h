#pragma once

#include <span>

#include "quflux/generator/generator.h"

namespace quflux::inline solve {

/// As one_sided_spectrum(), of a generator whose matrix would be too large:
///
///   int_0^inf e^{i w t} Tr[F exp(L t) X] dt = -Tr[F (L + i w)^-1 X]
///
/// for Hermitian F and X, Tr X = 0, and `stationary`, the only state that L keeps, all in the
/// energy basis. By GMRES in blocks of the StateClasses that X is block diagonal in, with what the
/// secular approximation leaves of L + i w as preconditioner: the residual is 1e-12 of X.
/// `factorised`: of so many numbers the preconditioner's factors are to begin with. Throws NoAnswer
/// where the iteration does not converge, and Stopped as throw_if_stopped() says.
Vector large_one_sided_spectrum(const Generator& generator, const Matrix& functional,
                                const Matrix& x, const Matrix& stationary,
                                std::span<const double> frequencies, Eigen::Index factorised = 700);

}  // namespace quflux::inline solve
