#pragma once

#include <functional>

#include "quflux/core/matrix.h"

namespace quflux::inline solve {

/// dy/dt = f(t, y), smooth where it is asked for. Writes into `derivative`, of the size of y.
using Derivative = std::function<void(double time, const Eigen::Ref<const Vector>& y,
                                      Eigen::Ref<Vector> derivative)>;

/// Long steps, of which one is worth many others, and when the next is tried.
struct Leaps {
  double length = 0;
  int wait = 0;      ///< steps until then
  int patience = 0;  ///< the last wait
};

/// How far a step may go, and what the steps have left.
struct StepControl {
  double tolerance;   ///< of an element of y, or of the largest where that is above 1
  double duration;    ///< that the tolerance is for
  double step = 0;    ///< the last one, with which the next begins
  double error = 0;   ///< of an element, the sum of the estimates
  double origin = 0;  ///< what times are counted from, for messages
  /// How many times more than its last digit f loses of what changes, since times are late.
  double late = 0;
  /// f(t, y) = A(t) y + b(t), linear in real and imaginary parts, in which every so many numbers of
  /// y move by themselves, all in the same way; 0: f may be anything.
  Eigen::Index affine = 0;
  Leaps leaps = {};
};

/// y goes from `begin` to `end` by the method of DormandPrince, in steps as long as the tolerance
/// allows and no longer than `longest`. The error is that of a lower order, so that less is left.
/// Where f is affine and changes slowly beside what it does to y, steps of a Collocation take their
/// place: the former are no longer than y turns and decays, however little of that there is to see.
/// Throws NoAnswer where f is not finite, and Stopped as throw_if_stopped() says.
void integrate(const Derivative& f, double begin, double end, double longest, StepControl& control,
               Vector& y);

}  // namespace quflux::inline solve
