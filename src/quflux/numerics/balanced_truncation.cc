#include "quflux/numerics/balanced_truncation.h"

#include <algorithm>
#include <numeric>
#include <vector>

#include "quflux/numerics/decompositions.h"
#include "quflux/numerics/lapack.h"

namespace quflux::inline numerics {

namespace {

using Eigen::Index;

// What rounding leaves of Hankel singular values and of the eigenvalues of a Gramian.
constexpr double kGramianRounding = 1e-15;

// Imaginary parts of this size are rounding.
constexpr double kReal = 1e-7;

// The columns of the factor L of P = L L^+ that are above rounding.
template <class Eigen_>
auto factor(const Eigen_& gramian) {
  const double least = kGramianRounding * kGramianRounding * gramian.values.maxCoeff();
  const Index first = (gramian.values.array() <= least).count();
  const Index rank = gramian.values.size() - first;
  return (gramian.vectors.rightCols(rank) * gramian.values.tail(rank).cwiseSqrt().asDiagonal())
      .eval();
}

// Bases in which both Gramians are diag(hankel): A = left^T A right.
struct Balanced {
  RealVector hankel;
  Matrix right;
  Matrix left;
};

// Real rates and b_k = sqrt|d_k|, c_k = sign(d_k) b_k: with S the signs, Q = S P S and
// L^T S L = U diag(l) U^T, the Hankel singular values are |l|.
Balanced balance_real(const RealVector& rates, const RealVector& amplitudes) {
  const Index n = rates.size();
  const RealVector root = amplitudes.cwiseAbs().cwiseSqrt();
  const RealVector sign = amplitudes.cwiseSign();
  const RealMatrix sums = rates.replicate(1, n) + rates.transpose().replicate(n, 1);
  const RealMatrix l = factor(symmetric_eigen((root * root.transpose()).cwiseQuotient(sums)));
  const SymmetricEigen cross = symmetric_eigen(l.transpose() * sign.asDiagonal() * l);
  std::vector<Index> order(static_cast<std::size_t>(cross.values.size()));
  std::iota(order.begin(), order.end(), 0);
  std::ranges::sort(order, std::ranges::greater(),
                    [&](Index k) { return std::abs(cross.values(k)); });
  const RealVector values = cross.values(order);
  const RealVector scale = values.cwiseAbs().cwiseSqrt().cwiseInverse();
  const RealMatrix right = l * cross.vectors(Eigen::all, order) * scale.asDiagonal();
  const RealMatrix left = sign.asDiagonal() * right * values.cwiseSign().asDiagonal();
  return {values.cwiseAbs(), right.cast<Complex>(), left.cast<Complex>()};
}

// b = c = sqrt(d), so that Q = P^*, and L^T L = U diag(hankel) V^+.
Balanced balance_complex(const Vector& rates, const Vector& root) {
  const Index n = rates.size();
  const Matrix sums = rates.replicate(1, n) + rates.adjoint().replicate(n, 1);
  const Matrix l = factor(hermitian_eigen((root * root.adjoint()).cwiseQuotient(sums)));
  const Eigen::JacobiSVD<Matrix> svd(l.transpose() * l, Eigen::ComputeFullU | Eigen::ComputeFullV);
  const RealVector scale = svd.singularValues().cwiseSqrt().cwiseInverse();
  return {svd.singularValues(), l * svd.matrixV() * scale.asDiagonal(),
          l * svd.matrixU().conjugate() * scale.asDiagonal()};
}

}  // namespace

BalancedTruncation::BalancedTruncation(const Exponentials& many)
    : is_real_(many.rates.imag().isZero(0) && many.amplitudes.imag().isZero(0)) {
  if (many.rates.size() == 0) return;
  const Vector input = is_real_
                           ? Vector(many.amplitudes.real().cwiseAbs().cwiseSqrt().cast<Complex>())
                           : Vector(many.amplitudes.cwiseSqrt());
  const Vector output = many.amplitudes.cwiseQuotient(input);
  const Balanced balanced = is_real_ ? balance_real(many.rates.real(), many.amplitudes.real())
                                     : balance_complex(many.rates, input);
  const Index rank = (balanced.hankel.array() > kGramianRounding * balanced.hankel(0)).count();
  hankel_ = balanced.hankel.head(rank);
  const Matrix right = balanced.right.leftCols(rank);
  const Matrix left = balanced.left.leftCols(rank).transpose();
  dynamics_ = -left * many.rates.asDiagonal() * right;
  input_ = left * input;
  output_ = right.transpose() * output;
}

Exponentials BalancedTruncation::truncate(Index count) const {
  for (Index k = std::min(count, hankel_.size()); k > 0; --k) {
    const Eigen::ComplexEigenSolver<Matrix> modes(dynamics_.topLeftCorner(k, k).eval());
    Exponentials few{-modes.eigenvalues(), {}};
    few.amplitudes = (modes.eigenvectors().transpose() * output_.head(k))
                         .cwiseProduct(modes.eigenvectors().partialPivLu().solve(input_.head(k)));
    if (is_real_) {
      if ((few.rates.imag().array().abs() > kReal * few.rates.real().array()).any()) continue;
      few.rates = few.rates.real().cast<Complex>().eval();
      few.amplitudes = few.amplitudes.real().cast<Complex>().eval();
    }
    if (few.rates.real().minCoeff() > 0) return few;
  }
  return {};
}

}  // namespace quflux::inline numerics
