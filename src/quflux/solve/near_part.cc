#include "quflux/solve/near_part.h"

#include <algorithm>
#include <cmath>

#include "quflux/core/double_double.h"
#include "quflux/numerics/decompositions.h"
#include "quflux/numerics/lapack.h"
#include "quflux/numerics/move_up.h"

namespace quflux::inline solve {

using Eigen::Index;

NearPart joined(const std::vector<NearPart>& parts) {
  Index size = 0;
  for (const NearPart& part : parts) size += part.block.rows();
  const Index numbers = parts.front().right.rows();
  NearPart all{parts.front().populations, Matrix(numbers, size), Matrix::Zero(size, size),
               Matrix(size, numbers), 0};
  Index at = 0;
  for (const NearPart& part : parts) {
    const Index k = part.block.rows();
    all.right.middleCols(at, k) = part.right;
    all.block.block(at, at, k, k) = part.block;
    all.left.middleRows(at, k) = part.left;
    all.residual = std::max(all.residual, part.residual);
    at += k;
  }
  const Schur form = schur(all.block);
  all.block = form.t;
  all.right = (all.right * form.u).eval();
  all.left = (form.u.adjoint() * all.left).eval();
  return all;
}

Matrix triangular_eigenvectors(const Matrix& t) {
  const Index n = t.rows();
  const double least = kEpsilon<double> * t.norm();
  Matrix vectors = Matrix::Identity(n, n);
  for (Index k = 0; k < n; ++k) {
    for (Index i = k - 1; i >= 0; --i) {
      const Complex sum = t.row(i).segment(i + 1, k - i) * vectors.col(k).segment(i + 1, k - i);
      const Complex gap = t(k, k) - t(i, i);
      if (sum != Complex(0)) vectors(i, k) = sum / (std::abs(gap) > least ? gap : least);
    }
    vectors.col(k).normalize();
  }
  return vectors;
}

NearPart restricted(NearPart part, std::vector<Index> chosen) {
  std::ranges::sort(chosen);
  const auto k = static_cast<Index>(chosen.size());
  Matrix u = Matrix::Identity(part.block.rows(), part.block.rows());
  for (Index place = 0; place < k; ++place) {
    move_up(part.block, chosen[static_cast<std::size_t>(place)], place, &u);
  }
  // (1 X) T = T_11 (1 X) where T_11 X - X T_22 = T_12.
  const Index rest = part.block.rows() - k;
  const Matrix own = part.block.topLeftCorner(k, k);
  Matrix x = part.block.topRightCorner(k, rest);
  for (Index j = 0; j < rest; ++j) {
    Vector column = x.col(j) + x.leftCols(j) * part.block.col(k + j).segment(k, j);
    Matrix shifted = own;
    shifted.diagonal().array() -= part.block(k + j, k + j);
    x.col(j) = shifted.partialPivLu().solve(column);
  }
  const Matrix left = u.adjoint() * part.left;
  part.left = left.topRows(k) + x * left.bottomRows(rest);
  part.right = (part.right * u.leftCols(k)).eval();
  part.block = own;
  return part;
}

}  // namespace quflux::inline solve
