#include "quflux/method/master_equation/driven_steps.h"

#include <algorithm>

namespace quflux::inline master_equation {

namespace {

// Of the state, by the estimates of the steps.
constexpr double kTolerance = 1e-12;

constexpr double kTold = 1e-9;

}  // namespace

DrivenSteps::DrivenSteps(const std::vector<Drive>& drives, double to)
    : drives_(drives), stretches_(quflux::stretches(drives, to)), control_{kTolerance, to} {}

bool DrivenSteps::is_still(const Stretch& on) const {
  return std::ranges::all_of(drives_, [&](const Drive& d) { return is_constant(d.shape, on); });
}

void DrivenSteps::halve() {
  fraction_ /= 2;
  control_ = {control_.tolerance, control_.duration};
}

void DrivenSteps::advance(const Derivative& f, double begin, double end, const Stretch& on,
                          Vector& y) {
  integrate(f, begin, end, longest_on(on), control_, y);
}

Matrix DrivenSteps::follow(const Derivative& f, const Vector& y, double from,
                           std::span<const double> times, const Stretch& on) {
  Matrix result(y.size(), static_cast<Eigen::Index>(times.size()));
  Vector now = y;
  double time = from;
  for (std::size_t k = 0; k < times.size(); ++k) {
    if (times[k] > time) {
      advance(f, time, times[k], on, now);
      time = times[k];
    }
    result.col(static_cast<Eigen::Index>(k)) = now;
  }
  return result;
}

double DrivenSteps::longest_on(const Stretch& on) const {
  double longest = on.end - on.begin;
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
