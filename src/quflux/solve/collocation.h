#pragma once

#include <vector>

#include "quflux/solve/integrate.h"

namespace quflux::inline solve {

/// Steps of the method Radau IIA with seven stages, of the order 13, as in E. Hairer and G. Wanner,
/// Solving Ordinary Differential Equations II, of dy/dt = f(t, y) = A(t) y + b(t), linear in real
/// and imaginary parts: y follows a polynomial that is right at the stages,
///
///   Y_i = y + h sum_j a_ij f(t + c_j h, Y_j),   y(t + h) = Y_7,
///
/// one system of linear equations. What A makes decay in less than a step has no part in it, so
/// that a step may be as long as A(t) and b(t) are smooth.
class Collocation {
 public:
  static constexpr Eigen::Index kStages = 7;

  /// Every `width` numbers of y move by themselves, all in the same way. f must outlive it.
  Collocation(const Derivative& f, Eigen::Index width);

  /// y goes on by a step. Returns the largest of the last two coefficients of the polynomial, in
  /// Legendre's: its error is below where these are small.
  double advance(double time, double step, Vector& y);

 private:
  struct Stage {
    RealMatrix a;
    RealVector b;
  };
  Stage stage(double time) const;

  const Derivative& f_;
  Eigen::Index width_;
};

}  // namespace quflux::inline solve
