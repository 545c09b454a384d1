#pragma once

#include "quflux/core/matrix.h"
#include "quflux/numerics/exponentials.h"

namespace quflux::inline numerics {

/// Makes few exponentials of many, f(t) = c exp(A t) b with A = -diag(rates): in the basis where
/// both Gramians are diagonal and equal, the states with small Hankel singular values are left out.
/// The Gramians are closed forms, P_kl = b_k b_l^*/(rates_k + rates_l^*).
///
/// Real exponentials stay real: where fewer of them would have to be complex, there is one less.
class BalancedTruncation {
 public:
  explicit BalancedTruncation(const Exponentials& many);

  /// The Hankel singular values, descending, as far as they are above rounding. Their sum from the
  /// place k on is half of what bounds the error of the transform of f with k exponentials.
  const RealVector& hankel_values() const { return hankel_; }

  /// The sum of `count` exponentials, at most as many as there are Hankel singular values.
  Exponentials truncate(Eigen::Index count) const;

 private:
  bool is_real_ = false;
  RealVector hankel_;
  Matrix dynamics_;  // A, b and c in the balanced basis
  Vector input_;
  Vector output_;
};

}  // namespace quflux::inline numerics
