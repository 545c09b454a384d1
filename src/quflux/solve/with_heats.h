#pragma once

#include <array>
#include <cmath>
#include <limits>
#include <utility>
#include <vector>

#include "quflux/core/matrix.h"

namespace quflux::inline solve {

/// The generator of (x, Q), Eq. (42), and its exponentials. All of these are kept as exp(X) - 1, in
/// which slow rates have all their digits beside the 1. Scalar is double where x holds the real
/// numbers behind a Hermitian matrix.
template <class Scalar>
class WithHeats {
 public:
  using Index = Eigen::Index;
  using ScalarMatrix = Eigen::MatrixX<Scalar>;
  using ScalarVector = Eigen::VectorX<Scalar>;

  /// `flows` has the functional of J_j in row j, `trace` that of the trace.
  WithHeats(const ScalarMatrix& generator, const ScalarMatrix& flows, ScalarVector trace)
      : trace_(std::move(trace)), baths_(flows.rows()) {
    matrix_ = ScalarMatrix::Zero(size() + baths_, size() + baths_);
    matrix_.topLeftCorner(size(), size()) = generator;
    matrix_.bottomLeftCorner(baths_, size()) = flows;
    norm_ = matrix_.cwiseAbs().colwise().sum().maxCoeff();
  }

  Index size() const { return trace_.size(); }
  Index baths() const { return baths_; }
  const ScalarMatrix& matrix() const { return matrix_; }

  ScalarVector start(const ScalarVector& x) const {
    ScalarVector y = ScalarVector::Zero(matrix_.rows());
    y.head(size()) = x;
    return y;
  }

  /// How (x, Q) changes in a step, exp(L step) - 1.
  ScalarMatrix change(double step) const {
    const int count = halvings(step);
    ScalarMatrix result = change_by_smallest(step, count);
    for (int k = 0; k < count; ++k) result = doubled(result);
    return result;
  }

  /// The same for step, step/2, ..., the smallest first.
  std::vector<ScalarMatrix> changes(double step) const {
    const int count = halvings(step);
    std::vector<ScalarMatrix> result{change_by_smallest(step, count)};
    for (int k = 0; k < count; ++k) result.push_back(doubled(result.back()));
    return result;
  }

  /// That of twice the time: (1 + D)^2 - 1.
  ScalarMatrix doubled(const ScalarMatrix& change) const {
    ScalarMatrix result = 2 * change;
    result.noalias() += change * change;
    keep_trace(result);
    return result;
  }

  /// exp(L step) y where the series converges.
  void advance_little(double step, ScalarVector& y) const {
    ScalarVector term = y;
    const double scale = y.cwiseAbs().maxCoeff();
    constexpr int kMostTerms = 30;
    for (int k = 1; k < kMostTerms; ++k) {
      term = (matrix_ * term).eval() * (step / k);
      y += term;
      if (term.cwiseAbs().maxCoeff() < kEpsilon / 8 * scale) return;
    }
  }

 private:
  static constexpr double kEpsilon = std::numeric_limits<double>::epsilon();

  // How often a step is to be halved until the series converges.
  int halvings(double step) const {
    const double size = 2 * norm_ * step;
    return size > 1 ? std::ilogb(size) + 1 : 0;
  }

  ScalarMatrix change_by_smallest(double step, int count) const {
    ScalarMatrix result = change_by_small(matrix_ * std::ldexp(step, -count));
    keep_trace(result);
    return result;
  }

  // exp(X) - 1 for a 1-norm of X up to 1/2: its Taylor series up to X^15, by fourth powers. The
  // next term is below 1e-18.
  static ScalarMatrix change_by_small(const ScalarMatrix& x) {
    const ScalarMatrix x2 = x * x;
    const ScalarMatrix x3 = x2 * x;
    const ScalarMatrix x4 = x2 * x2;
    std::array<double, 16> c{1};  // 1/k!
    for (std::size_t k = 1; k < c.size(); ++k) c.at(k) = c.at(k - 1) / static_cast<double>(k);
    c.front() = 0;
    ScalarMatrix sum = ScalarMatrix::Zero(x.rows(), x.cols());
    for (std::size_t k = c.size(); k > 0; k -= 4) {
      ScalarMatrix next = c.at(k - 3) * x + c.at(k - 2) * x2 + c.at(k - 1) * x3;
      next.diagonal().array() += c.at(k - 4);
      if (k < c.size()) next.noalias() += sum * x4;
      sum.swap(next);
    }
    return sum;
  }

  // Doubling doubles the error of the trace, the one mode that does not decay: it is put right, so
  // that the state stays one however long it takes. Among coherences alone there is none.
  void keep_trace(ScalarMatrix& change) const {
    if (trace_.isZero(0)) return;
    auto block = change.topLeftCorner(size(), size());
    const Eigen::RowVectorX<Scalar> error = trace_.transpose() * block;
    block.noalias() -= trace_.conjugate() * (error / trace_.squaredNorm());
  }

  ScalarVector trace_;
  Index baths_;
  ScalarMatrix matrix_;
  double norm_;
};

}  // namespace quflux::inline solve
