#include "quflux/numerics/extrapolated_difference.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <utility>
#include <vector>

namespace quflux::inline numerics {

namespace {

// Values at steps h, h/2, h/4, ... extrapolated to h = 0, where what is left goes as h^power,
// h^(power + 2), ...
class Extrapolation {
 public:
  explicit Extrapolation(int power) : power_(power) {}

  // The row of the table that begins with the value at the next step.
  void add(RealVector value) {
    previous_ = std::exchange(row_, {std::move(value)});
    for (std::size_t k = 1; k <= previous_.size(); ++k) {
      const double factor = std::exp2(power_ + 2 * (static_cast<int>(k) - 1));
      row_.push_back(row_[k - 1] + (row_[k - 1] - previous_[k - 1]) / (factor - 1));
    }
  }

  std::size_t size() const { return row_.size(); }
  const RealVector& at(std::size_t k) const { return row_[k]; }
  // By how much the k-th extrapolation differs from the two it is made of.
  double change(std::size_t k) const {
    return std::max((row_[k] - row_[k - 1]).cwiseAbs().maxCoeff(),
                    (row_[k] - previous_[k - 1]).cwiseAbs().maxCoeff());
  }

 private:
  int power_;
  std::vector<RealVector> row_;
  std::vector<RealVector> previous_;
};

}  // namespace

ExtrapolatedDifference extrapolated_difference(const std::function<RealVector(double)>& f, double x,
                                               double step) {
  constexpr int kMostSteps = 14;
  constexpr int kWithoutGain = 3;  // steps, after which rounding has begun
  constexpr double kPoor = 1e-4;   // an error with which steps are still too long
  constexpr double kGood = 1e-9;   // an error at which one step without gain says that
  constexpr double kEnough = 1e-12;
  const RealVector middle = f(x);
  Extrapolation slopes(2);
  Extrapolation bends(1);
  ExtrapolatedDifference best{RealVector::Zero(middle.size()),
                              std::numeric_limits<double>::infinity()};
  int best_step = 0;
  const auto size = [&] { return best.slope.cwiseAbs().maxCoeff(); };
  const auto is_done = [&](int i) {
    return best.error <= kEnough * size() || (i - best_step > 1 && best.error <= kGood * size()) ||
           (i - best_step > kWithoutGain && best.error <= kPoor * size());
  };
  for (int i = 0; i < kMostSteps && !is_done(i); ++i, step /= 2) {
    const RealVector after = f(x + step);
    const RealVector before = f(x - step);
    slopes.add((after - before) / (2 * step));
    bends.add(((after - middle) + (before - middle)) / (2 * step));
    for (std::size_t k = 1; k < slopes.size(); ++k) {
      const double error = std::max(slopes.change(k), bends.at(k).cwiseAbs().maxCoeff());
      if (!(error < best.error)) continue;
      best = {slopes.at(k), error};
      best_step = i;
    }
  }
  return best;
}

}  // namespace quflux::inline numerics
