#pragma once

#include <functional>

#include "quflux/core/matrix.h"

namespace quflux::inline solve {

/// dy/dt = f(t, y), smooth where it is asked for. Writes into `derivative`, of the size of y.
using Derivative = std::function<void(double time, const Eigen::Ref<const Vector>& y,
                                      Eigen::Ref<Vector> derivative)>;

/// How far a step may go, and what the steps have left.
struct StepControl {
  double tolerance;  ///< of an element of y, or of the largest where that is above 1
  double duration;   ///< that the tolerance is for
  double step = 0;   ///< the last one, with which the next begins
  double error = 0;  ///< of an element, the sum of the estimates
};

/// y goes from `begin` to `end` by the method of DormandPrince, in steps as long as the tolerance
/// allows and no longer than `longest`. The error is that of a lower order, so that less is left.
/// Throws NoAnswer where f is not finite, and Stopped as throw_if_stopped() says.
void integrate(const Derivative& f, double begin, double end, double longest, StepControl& control,
               Vector& y);

}  // namespace quflux::inline solve
