#include "quflux/exceptional/eigensystem.h"

#include <algorithm>
#include <limits>
#include <numeric>

#include "quflux/core/error.h"
#include "quflux/numerics/decompositions.h"
#include "quflux/numerics/move_up.h"

namespace quflux::inline exceptional {

namespace {

Eigen::ComplexEigenSolver<Matrix> solve(const Matrix& m, bool vectors) {
  if (!m.allFinite()) throw NoAnswer("a matrix has entries that are not finite");
  Eigen::ComplexEigenSolver<Matrix> solver(m, vectors);
  if (solver.info() != Eigen::Success)
    throw NoAnswer("the eigenvalues of a matrix did not converge");
  return solver;
}

}  // namespace

Eigensystem eigensystem(const Matrix& m) {
  const auto solver = solve(m, true);
  return {solver.eigenvalues(), solver.eigenvectors(),
          solver.eigenvectors().partialPivLu().inverse()};
}

Vector eigenvalues_of(const Matrix& m) { return solve(m, false).eigenvalues(); }

double phase_rigidity(const Eigensystem& system, Eigen::Index i) {
  const double length = system.left.row(i).norm() * system.right.col(i).norm();
  return std::isfinite(length) ? 1 / length : 0;
}

std::vector<Eigen::Index> closest_eigenvalues(const Vector& values, Complex z, Eigen::Index k) {
  std::vector<Eigen::Index> order(static_cast<std::size_t>(values.size()));
  std::iota(order.begin(), order.end(), 0);
  std::ranges::partial_sort(order, order.begin() + k, {},
                            [&](Eigen::Index i) { return std::abs(values(i) - z); });
  order.resize(static_cast<std::size_t>(k));
  return order;
}

InvariantBlock invariant_block(const Matrix& m, Complex z, Eigen::Index k) {
  const Eigen::ComplexSchur<Matrix> schur(m, /*computeU=*/false);
  if (schur.info() != Eigen::Success) {
    throw NoAnswer("the Schur decomposition of a matrix did not converge");
  }
  Matrix t = schur.matrixT();
  std::vector<Eigen::Index> chosen = closest_eigenvalues(t.diagonal(), z, k);
  std::ranges::sort(chosen);
  for (std::size_t place = 0; place < chosen.size(); ++place) {
    move_up(t, chosen[place], static_cast<Eigen::Index>(place));
  }
  InvariantBlock block{{},
                       t.topLeftCorner(k, k).triangularView<Eigen::Upper>(),
                       std::numeric_limits<double>::infinity()};
  block.mean = block.centred.trace() / static_cast<double>(k);
  block.centred.diagonal().array() -= block.mean;
  for (Eigen::Index i = k; i < t.rows(); ++i) {
    block.separation = std::min(block.separation, std::abs(t(i, i) - block.mean));
  }
  return block;
}

std::vector<int> jordan_blocks(const Matrix& nilpotent, double tolerance) {
  const Eigen::Index k = nilpotent.rows();
  const double norm = nilpotent.norm();
  // at_least[j] is the number of blocks of size j or more: rank(N^(j-1)) - rank(N^j).
  std::vector<int> sizes;
  Matrix power = Matrix::Identity(k, k);
  double scale = 1;
  Eigen::Index previous = k;
  for (Eigen::Index j = 1; j <= k && previous > 0; ++j) {
    power = power * nilpotent;
    scale *= norm;
    const RealVector singular = power.jacobiSvd().singularValues();
    const Eigen::Index rank = (singular.array() > tolerance * scale).count();
    const Eigen::Index at_least = previous - rank;
    sizes.resize(std::max(sizes.size(), static_cast<std::size_t>(at_least)), 0);
    for (Eigen::Index b = 0; b < at_least; ++b) ++sizes[static_cast<std::size_t>(b)];
    previous = rank;
  }
  return sizes;
}

}  // namespace quflux::inline exceptional
