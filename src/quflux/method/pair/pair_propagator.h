#pragma once

#include "quflux/method/pair/moments.h"

namespace quflux::inline pair {

/// exp(-X t) of a 2 x 2 matrix in closed form, Eq. (51), with all digits at an exceptional point,
///
///   exp(-X t) = e^(-tau t/2) [cosh(mu t) - (sinh(mu t)/mu) (X - tau/2)],
///   tau = Tr X,   mu^2 = ((X_11 - X_22)/2)^2 + X_12 X_21,   Re mu >= 0.
class PairPropagator {
 public:
  explicit PairPropagator(const Matrix2<Complex>& x);

  Matrix2<Complex> operator()(double t) const;

 private:
  Complex half_trace_;
  Matrix2<Complex> traceless_;  // X - tau/2
  Complex mu_;
  double size_;   // |mu|
  Complex half_;  // 1/(2 mu)
};

}  // namespace quflux::inline pair
