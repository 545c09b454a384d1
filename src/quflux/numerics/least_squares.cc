#include "quflux/numerics/least_squares.h"

#include <algorithm>
#include <cmath>

#include <Eigen/Cholesky>

namespace quflux::inline numerics {

using Eigen::Index;

LeastSquares least_squares(const std::function<RealVector(const RealVector&)>& f, RealVector x) {
  constexpr double kDifference = 1e-6;
  constexpr int kMostSteps = 200;
  constexpr double kConverged = 1e-12;  // relative change of the cost
  constexpr double kLargestDamping = 1e12;
  RealVector value = f(x);
  double cost = value.squaredNorm();
  double damping = 1e-3;
  for (int step = 0; step < kMostSteps && damping < kLargestDamping; ++step) {
    RealMatrix jacobian(value.size(), x.size());
    for (Index i = 0; i < x.size(); ++i) {
      RealVector up = x;
      RealVector down = x;
      up(i) += kDifference;
      down(i) -= kDifference;
      jacobian.col(i) = (f(up) - f(down)) / (2 * kDifference);
    }
    const RealMatrix square = jacobian.transpose() * jacobian;
    const RealVector gradient = jacobian.transpose() * value;
    const double floor = 1e-12 * square.diagonal().maxCoeff();
    bool improved = false;
    while (!improved && damping < kLargestDamping) {
      RealMatrix damped = square;
      damped.diagonal().array() += damping * square.diagonal().array().max(floor);
      // Steps of more than 1 leave the region that the derivatives know.
      RealVector change = -damped.ldlt().solve(gradient);
      const double largest = change.cwiseAbs().maxCoeff();
      if (largest > 1) change /= largest;
      const RealVector next = f(x + change);
      const double next_cost = next.squaredNorm();
      if (std::isfinite(next_cost) && next_cost < cost) {
        improved = true;
        const bool converged = cost - next_cost < kConverged * cost;
        x += change;
        value = next;
        cost = next_cost;
        damping = std::max(damping / 5, 1e-12);
        if (converged) return {x, cost};
      } else {
        damping *= 4;
      }
    }
  }
  return {x, cost};
}

}  // namespace quflux::inline numerics
