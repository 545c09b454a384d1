#include "quflux/solve/integrate.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <span>

#include "quflux/core/error.h"
#include "quflux/core/stop.h"
#include "quflux/solve/dormand_prince.h"

namespace quflux::inline solve {

namespace {

constexpr std::size_t kStages = DormandPrince::kStages;

// The derivatives of one step, a column each, and behind it.
using Slopes = Eigen::Matrix<Complex, Eigen::Dynamic, static_cast<int>(kStages) + 1>;

Vector sum(const Slopes& slopes, std::span<const double> weights) {
  Vector result = Vector::Zero(slopes.rows());
  for (std::size_t k = 0; k < weights.size(); ++k) {
    if (weights[k] != 0) result += weights[k] * slopes.col(static_cast<Eigen::Index>(k));
  }
  return result;
}

// y after a step, whose first derivative is there already; the others are put beside it.
Vector step_from(const Derivative& f, double time, double step, const Vector& y, Slopes& slopes) {
  Vector next;
  for (std::size_t k = 1; k <= kStages; ++k) {
    next = y + step * sum(slopes, DormandPrince::kWeights.at(k - 1));
    const double node = k < kStages ? DormandPrince::kNodes.at(k) : 1;
    f(time + node * step, next, slopes.col(static_cast<Eigen::Index>(k)));
  }
  return next;
}

double error_of(const Slopes& slopes, double step) {
  const double fifth = sum(slopes, DormandPrince::kFifth).cwiseAbs().maxCoeff();
  const double third = sum(slopes, DormandPrince::kThird).cwiseAbs().maxCoeff();
  if (fifth == 0) return 0;
  return step * fifth * fifth / std::hypot(fifth, 0.1 * third);
}

}  // namespace

void integrate(const Derivative& f, double begin, double end, double longest, StepControl& control,
               Vector& y) {
  constexpr double kShortest = 1e-9;  // of the duration: where f jumps, no step is short enough
  constexpr double kEpsilon = std::numeric_limits<double>::epsilon();
  constexpr double kSafety = 0.9;
  constexpr double kGrowth = 4;
  if (!(end > begin)) return;
  const double shortest = kShortest * control.duration;
  if (control.step == 0) control.step = (end - begin) / 8;
  Slopes slopes(y.size(), kStages + 1);
  f(begin, y, slopes.col(0));
  for (double now = begin; now < end;) {
    throw_if_stopped();
    // Steps of equal length, none of which is a rest of another.
    const double left = end - now;
    const double count = std::max(1.0, std::ceil(left / std::min(control.step, longest) - 1e-9));
    const double step = left / count;
    const Vector next = step_from(f, now, step, y, slopes);
    const double error = error_of(slopes, step);
    const double size = std::max(1.0, next.cwiseAbs().maxCoeff());
    // Of the state, and of the time, which a short step far from 0 does not know better.
    const double rounding = kEpsilon * (1 + now / step) * (next - y).cwiseAbs().maxCoeff();
    const double allowed = size * control.tolerance * step / control.duration + rounding;
    const bool finite = next.allFinite() && std::isfinite(error);
    if (!finite && step <= shortest) {
      throw NoAnswer(
          fmt::format("at t = {} a step in time must be shorter than {} of the whole: what moves "
                      "the state is too large, or the time too long",
                      now, kShortest));
    }
    const double factor = !finite     ? 0
                          : error > 0 ? kSafety * std::pow(allowed / error, 1.0 / 7)
                                      : kGrowth;
    const bool taken = finite && (error <= allowed || step <= shortest);
    control.step = std::max(step * std::clamp(factor, 0.1, kGrowth), shortest);
    if (!taken) continue;
    y = next;
    slopes.col(0) = slopes.col(kStages);
    control.error += error;
    now = count <= 1 ? end : now + step;
  }
}

}  // namespace quflux::inline solve
