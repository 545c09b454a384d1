#pragma once

#include <vector>

#include "quflux/generator/generator.h"
#include "quflux/solve/near_part.h"

namespace quflux::inline solve {

/// Eigenvalues of a generator next to a number, and what belongs to them, with all matrices in the
/// basis of the model, their columns on each other.
struct NearEigenvalues {
  Vector values;      ///< the closest one first
  RealVector errors;  ///< of each, |residual| over its phase rigidity; more next to where they meet
  /// |<l|r>| / (|l| |r|) of each one's left and right eigenvectors, Eq. (107).
  RealVector rigidity;
  std::vector<bool> populations;  ///< whether its eigenvectors hold any, or coherences alone
  Matrix right;                   ///< d^2 x k, columns of length one
  Matrix left;                    ///< k x d^2, left right = 1
};

/// The `count` eigenvalues of a generator that are closest to a target, its matrix too large to be
/// diagonalised, or not: sector by sector (see find_sectors()), the small ones by their Schur form,
/// large ones by near_subspace(), with the elements that L keeps and, next to the target, what it
/// does among them, as preconditioner. Sectors that cannot have an eigenvalue as close, by the
/// theorem of Bauer and Fike, are left out. `factorised`: of so many numbers the preconditioner's
/// factors are to begin with. Eigenvalues of equal distance may come in addition; of parts() all
/// those of a sector that are hardly farther away than the last one.
/// Throws Error unless 1 <= count <= d^2, NoAnswer where an iteration does not converge, and
/// Stopped as throw_if_stopped() says.
std::vector<NearPart> near_parts(const Generator& generator, Complex target, Eigen::Index count,
                                 Eigen::Index factorised = 700);

/// Exactly `count` of them.
NearEigenvalues near_eigenvalues(const Generator& generator, Complex target, Eigen::Index count,
                                 Eigen::Index factorised = 700);

/// The most that are found.
inline constexpr Eigen::Index kMostNear = 64;

}  // namespace quflux::inline solve
