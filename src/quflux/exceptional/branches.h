#pragma once

#include <vector>

#include "quflux/exceptional/matrix_family.h"

namespace quflux::inline exceptional {

/// Eigenvalues along a path of parameters, each branch in a column of its own.
struct Branches {
  std::vector<double> parameters;
  Matrix eigenvalues;  ///< row: parameter, column: branch
  /// Phase rigidity |<l|r>| / (|l| |r|) of each branch: near zero next to an exceptional point.
  RealMatrix rigidity;
  RealMatrix errors = {};  ///< of eigenvalues, where the family tells them
};

/// The eigenvalues of a family at the given parameters (ascending or descending), followed
/// continuously from one to the next. At the first one they are sorted by real part, then imaginary
/// part.
///
/// Branches are matched by the overlap of left and right eigenvectors. A step is halved until each
/// overlap is clear and no two branches come closer within the step than they are at its ends, so
/// that an avoided crossing is never jumped over, however narrow: there, branches turn away from
/// each other, and labels with them. Where two eigenvalues cross with eigenvectors that do not turn
/// (to 1e-10 of the path), branches go straight through. At an exceptional point on the path itself
/// a branch has no unique continuation; each goes on with the closest eigenvalue.
///
/// Throws Error for fewer than one parameter, parameters that are not ascending or descending, and
/// matrices that are not allowed.
Branches follow_branches(const RealFamily& family, const std::vector<double>& parameters);

}  // namespace quflux::inline exceptional
