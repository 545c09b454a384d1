#pragma once

#include <span>
#include <vector>

#include "quflux/generator/linear_generator.h"

namespace quflux::inline solve {

/// int_0^inf e^{i w t} f . exp(L t) x dt = -f . (L + i w)^-1 x at some frequencies w, for x of
/// trace zero: what quantum regression gives of a correlation that decays, Eq. (49). `stationary`
/// is the state that L keeps, the only one. One Schur form serves all frequencies.
Vector one_sided_spectrum(const LinearGenerator& generator, const Vector& functional,
                          const Vector& x, const Vector& stationary,
                          std::span<const double> frequencies);

/// The same of several functionals, the rows, and several x, the columns: a matrix for each
/// frequency.
std::vector<Matrix> one_sided_spectra(const LinearGenerator& generator, const Matrix& functionals,
                                      const Matrix& xs, const Vector& stationary,
                                      std::span<const double> frequencies);

}  // namespace quflux::inline solve
