#include "quflux/method/master_equation/driven_steps.h"

#include <algorithm>

namespace quflux::inline master_equation {

namespace {

// Of the state, by the estimates of the steps.
constexpr double kTolerance = 1e-12;

constexpr double kTold = 1e-9;

// Numbers that long steps solve for at once; more take more memory than they save time.
constexpr Eigen::Index kWidest = 160;

}  // namespace

DrivenSteps::DrivenSteps(const std::vector<Drive>& drives, double to)
    : drives_(drives),
      stretches_(quflux::stretches(drives, to)),
      to_(to),
      control_{kTolerance, to} {
  moving_ = std::ranges::count_if(stretches_, [&](const Stretch& on) { return !is_still(on); });
}

bool DrivenSteps::is_still(const Stretch& on) const {
  return std::ranges::all_of(drives_, [&](const Drive& d) { return is_constant(d.shape, on); });
}

void DrivenSteps::halve() {
  fraction_ /= 2;
  control_ = {control_.tolerance, control_.duration};
}

void DrivenSteps::advance(const Derivative& f, Eigen::Index width, double begin, double end,
                          const Stretch& on, Vector& y) {
  control_.affine = width <= kWidest ? width : 0;
  control_.duration = duration_on(on);
  control_.origin = on.begin;
  control_.late = lateness(on);
  integrate(f, begin, end, longest_on(on), control_, y);
}

Matrix DrivenSteps::follow(const Derivative& f, const Vector& y, std::span<const double> since,
                           const Stretch& on) {
  Matrix result(y.size(), static_cast<Eigen::Index>(since.size()));
  Vector now = y;
  double time = 0;
  for (std::size_t k = 0; k < since.size(); ++k) {
    if (since[k] > time) {
      advance(f, y.size(), time, since[k], on, now);
      time = since[k];
    }
    result.col(static_cast<Eigen::Index>(k)) = now;
  }
  return result;
}

// Half of the tolerance is for the whole time, and half is shared by the stretches, however short.
double DrivenSteps::duration_on(const Stretch& on) const {
  return 2 / (1 / to_ + 1 / (static_cast<double>(moving_) * on.length()));
}

// Functions are given the time since t = 0.
double DrivenSteps::lateness(const Stretch& on) const {
  double result = 0;
  for (const Drive& d : drives_) {
    const auto* function = std::get_if<FunctionOfTime>(&d.shape);
    if (function != nullptr) result = std::max(result, on.begin / function->longest_step);
  }
  return result;
}

double DrivenSteps::longest_on(const Stretch& on) const {
  double longest = on.length();
  for (const Drive& d : drives_) {
    longest = std::min(longest, fraction_ * longest_step(d.shape, on));
  }
  return longest;
}

void tell_error_of_steps(double error, std::size_t i, Answer& answer) {
  if (!(error > kTold)) return;
  add_remark(answer.warnings[i],
             "the steps in time leave an error above 1e-9 of the state: a drive jumps, or changes "
             "faster than max_step says; the output flow_error tells what it means");
}

}  // namespace quflux::inline master_equation
