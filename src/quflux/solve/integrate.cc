#include "quflux/solve/integrate.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <span>

#include "quflux/core/error.h"
#include "quflux/core/stop.h"
#include "quflux/solve/collocation.h"
#include "quflux/solve/dormand_prince.h"

namespace quflux::inline solve {

namespace {

constexpr std::size_t kDormandPrinceStages = DormandPrince::kStages;

// The derivatives of one step, a column each, and behind it.
using Slopes = Eigen::Matrix<Complex, Eigen::Dynamic, static_cast<int>(kDormandPrinceStages) + 1>;

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
  for (std::size_t k = 1; k <= kDormandPrinceStages; ++k) {
    next = y + step * sum(slopes, DormandPrince::kWeights.at(k - 1));
    const double node = k < kDormandPrinceStages ? DormandPrince::kNodes.at(k) : 1;
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

// What rounding leaves in a step, which none that is shorter does better: of the state, and of
// what moves it by the time, beside that in which it changes.
double rounding(double now, double longest, double size, double change,
                const StepControl& control) {
  constexpr double kEpsilon = std::numeric_limits<double>::epsilon();
  return kEpsilon * (size / 2 + (1 + now / longest + control.late) * change);
}

// Where one of some steps of equal length ends, none of which is longer than `most` or a rest of
// another. Steps are as long as the times tell: what rounding parts would add up.
double end_of_step(double now, double end, double most) {
  const double count = std::max(1.0, std::ceil((end - now) / most - 1e-9));
  return count <= 1 ? end : now + (end - now) / count;
}

// How many steps one of a Collocation takes as long as, by the operations of both.
double worth(Eigen::Index width) {
  constexpr double kFewest = 32;
  const double n = static_cast<double>(2 * width);
  const double of_leap = 2.0 / 3 * std::pow(static_cast<double>(Collocation::kStages) * n, 3);
  const double of_step = 300 * static_cast<double>(kDormandPrinceStages) * std::pow(width, 1.5);
  return std::max(kFewest, of_leap / of_step);
}

// Goes on by one of them where it is worth it, at most to `end`. Whether it does.
bool leap(const Derivative& f, double end, double longest, StepControl& control, double& now,
          Vector& y) {
  constexpr double kOfEquations = 16;  // rounding in linear equations, beside that of a step
  constexpr int kMostPatience = 16;
  const double fewest = worth(control.affine);
  Leaps& leaps = control.leaps;
  if (control.step == 0 || std::min(end - now, longest) < fewest * control.step) return false;
  if (leaps.patience == 0) leaps.wait = leaps.patience = static_cast<int>(fewest);
  if (leaps.wait > 0) {
    --leaps.wait;
    return false;
  }
  if (leaps.length == 0) leaps.length = 4 * fewest * control.step;
  const double then = end_of_step(now, end, std::min(leaps.length, longest));
  const double step = then - now;
  Vector next = y;
  const double error = Collocation(f, control.affine).advance(now, step, next);
  const double size = std::max(1.0, next.cwiseAbs().maxCoeff());
  const double change = (next - y).cwiseAbs().maxCoeff();
  const double allowed = size * control.tolerance * step / control.duration +
                         kOfEquations * rounding(now, longest, size, change, control);
  const bool taken = next.allFinite() && error <= allowed;
  const double factor =
      error > 0 ? 0.9 * std::pow(allowed / error, 1.0 / static_cast<double>(Collocation::kStages))
                : 4;
  leaps.length = step * std::clamp(std::isfinite(factor) ? factor : 0.0, 0.1, taken ? 4.0 : 0.5);
  if (taken) {
    y = next;
    control.error += error;
    now = then;
    leaps.patience = static_cast<int>(fewest);
  }
  if (leaps.length < fewest * control.step) {
    if (!taken) {
      leaps.patience = std::min(2 * leaps.patience, kMostPatience * static_cast<int>(fewest));
    }
    leaps.wait = leaps.patience;
    leaps.length = 0;
  }
  return taken;
}

}  // namespace

void integrate(const Derivative& f, double begin, double end, double longest, StepControl& control,
               Vector& y) {
  constexpr double kShortest = 1e-9;  // of the duration: where f jumps, no step is short enough
  constexpr double kSafety = 0.9;
  constexpr double kGrowth = 4;
  if (!(end > begin)) return;
  const double shortest = kShortest * control.duration;
  if (control.step == 0) control.step = (end - begin) / 8;
  Slopes slopes(y.size(), kDormandPrinceStages + 1);
  f(begin, y, slopes.col(0));
  for (double now = begin; now < end;) {
    throw_if_stopped();
    if (control.affine > 0 && leap(f, end, longest, control, now, y)) {
      f(now, y, slopes.col(0));
      continue;
    }
    const double then = end_of_step(now, end, std::min(control.step, longest));
    const double step = then - now;
    const Vector next = step_from(f, now, step, y, slopes);
    const double error = error_of(slopes, step);
    const double size = std::max(1.0, next.cwiseAbs().maxCoeff());
    const double change = (next - y).cwiseAbs().maxCoeff();
    const double allowed = size * control.tolerance * step / control.duration +
                           rounding(now, longest, size, change, control);
    const bool finite = next.allFinite() && std::isfinite(error);
    const bool is_shortest = step <= shortest * (1 + 1e-6);  // but for rounding
    if (!finite && is_shortest) {
      throw NoAnswer(
          fmt::format("at t = {} a step in time must be shorter than {:.3g}: what moves the state "
                      "is too large, or the time too long",
                      control.origin + now, shortest));
    }
    const double factor = !finite     ? 0
                          : error > 0 ? kSafety * std::pow(allowed / error, 1.0 / 7)
                                      : kGrowth;
    const bool taken = finite && (error <= allowed || is_shortest);
    control.step = std::max(step * std::clamp(factor, 0.1, kGrowth), shortest);
    if (!taken) continue;
    y = next;
    slopes.col(0) = slopes.col(kDormandPrinceStages);
    control.error += error;
    now = then;
  }
}

}  // namespace quflux::inline solve
