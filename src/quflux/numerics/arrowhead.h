#pragma once

#include <vector>

#include "quflux/core/matrix.h"

namespace quflux::inline numerics {

/// Eigenvalues, in no order, and rows of eigenvectors: rows(r, k) of the k-th.
struct EigenRows {
  RealVector values;
  RealMatrix rows;
};

/// A symmetric matrix of which only the first row and column and the diagonal are not zero,
///
///   tip  beside^T
///   .    diag(diagonal).
struct Arrowhead {
  double tip;
  RealVector beside;
  RealVector diagonal;
};

/// Its eigenvalues, by the secular equation of Gu and Eisenstat (SIAM J. Matrix Anal. Appl. 16,
/// 172), and rows times its eigenvectors, of rows whose first elements are those of `at_tip` and
/// whose others are the rows of `at_others`. It takes N^2 steps for each row. Eigenvalues and rows
/// have the absolute rounding of the whole matrix.
EigenRows eigen_rows(Arrowhead arrowhead, const RealVector& at_tip, RealMatrix at_others);

}  // namespace quflux::inline numerics
