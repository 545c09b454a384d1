#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "quflux/model/drive.h"
#include "quflux/road/answer.h"
#include "quflux/solve/integrate.h"

namespace quflux::inline master_equation {

/// The stretches of drives from t = 0 to another time, and the steps on them.
class DrivenSteps {
 public:
  /// The drives must outlive it.
  DrivenSteps(const std::vector<Drive>& drives, double to);

  /// They end with one that begins at the last time.
  const std::vector<Stretch>& stretches() const { return stretches_; }
  /// Whether all numbers stay what they are on a stretch.
  bool is_still(const Stretch& on) const;
  /// Of an element of the state, by the estimates of all steps since the last halve().
  double error() const { return control_.error; }
  /// From now on the longest steps are half of what they were.
  void halve();

  // Times on a stretch are those since it begins, of `f` as well, which is affine in y.

  /// y goes from one time of a stretch to another. Every `width` numbers of it move by themselves.
  void advance(const Derivative& f, Eigen::Index width, double begin, double end, const Stretch& on,
               Vector& y);
  /// What y, where a stretch begins, becomes at some times, a column each.
  Matrix follow(const Derivative& f, const Vector& y, std::span<const double> since,
                const Stretch& on);

 private:
  double duration_on(const Stretch& on) const;
  double lateness(const Stretch& on) const;
  double longest_on(const Stretch& on) const;

  const std::vector<Drive>& drives_;
  std::vector<Stretch> stretches_;
  double to_;
  std::ptrdiff_t moving_ = 0;  // stretches that are not still
  StepControl control_;
  double fraction_ = 1;  // of the longest steps
};

/// A warning at the point i where the state has such an error, if it is to be known.
void tell_error_of_steps(double error, std::size_t i, Answer& answer);

}  // namespace quflux::inline master_equation
