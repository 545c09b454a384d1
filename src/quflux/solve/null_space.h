#pragma once

#include <optional>

#include <Eigen/QR>

#include "quflux/core/matrix.h"

namespace quflux::inline solve {

/// Scales the rows of a generator so that their largest element is 1, and returns the factors: rows
/// of populations hold rates only, those of coherences energies too.
template <class Scalar>
RealVector scale_rows(Eigen::MatrixX<Scalar>& a) {
  const RealVector factors =
      a.cwiseAbs().rowwise().maxCoeff().unaryExpr([](double s) { return s > 0 ? 1 / s : 1; });
  a = (factors.cast<Scalar>().asDiagonal() * a).eval();
  return factors;
}

/// An orthonormal basis of what is orthogonal to the columns of a matrix of scaled rows, in
/// columns: of all x with x^+ A = 0. Its rank is known, or what is smaller than 1e-11 is rounding.
template <class Scalar>
Eigen::MatrixX<Scalar> orthogonal_complement(const Eigen::MatrixX<Scalar>& a,
                                             std::optional<Eigen::Index> rank = std::nullopt) {
  constexpr double kNone = 1e-11;
  Eigen::ColPivHouseholderQR<Eigen::MatrixX<Scalar>> qr(a);
  qr.setThreshold(kNone);
  const Eigen::MatrixX<Scalar> q = qr.householderQ();
  return q.rightCols(a.rows() - rank.value_or(qr.rank()));
}

}  // namespace quflux::inline solve
