#include "quflux/solve/near_part.h"

#include <algorithm>
#include <cmath>

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

std::vector<std::vector<Index>> equal_eigenvalues(const Matrix& t) {
  constexpr double kEqual = 1e-7;  // of the norm: residuals over a rigidity of 1e-4 and more
  const double within = kEqual * t.norm();
  std::vector<std::vector<Index>> groups;
  for (Index k = 0; k < t.rows(); ++k) {
    std::vector<Index> joined{k};
    std::erase_if(groups, [&](const std::vector<Index>& group) {
      const bool close = std::ranges::any_of(
          group, [&](Index i) { return std::abs(t(i, i) - t(k, k)) <= within; });
      if (close) joined.insert(joined.end(), group.begin(), group.end());
      return close;
    });
    groups.push_back(std::move(joined));
  }
  return groups;
}

Matrix invariant_basis(Matrix t, std::vector<Index> places) {
  std::ranges::sort(places);
  const auto size = static_cast<Index>(places.size());
  Matrix u = Matrix::Identity(t.rows(), t.cols());
  for (Index to = 0; to < size; ++to) move_up(t, places[static_cast<std::size_t>(to)], to, &u);
  return u.leftCols(size);
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
