#include "quflux/method/master_equation/limit_cycle.h"

#include <cmath>
#include <optional>

#include <Eigen/LU>

#include "quflux/core/error.h"

namespace quflux::inline master_equation {

namespace {

using Eigen::Index;

// Of a difference between two states, when it is no longer there.
constexpr double kForgotten = 1e-13;

Matrix mixed_state(Index d) { return Matrix::Identity(d, d) / static_cast<double>(d); }

// A difference between two states, of norm one, that has a part of every kind.
Matrix any_difference(Index d) {
  Matrix x(d, d);
  for (Index a = 0; a < d; ++a) {
    for (Index b = 0; b < d; ++b) {
      const auto angle = static_cast<double>(1 + 3 * a * a + 7 * b);
      x(a, b) = {std::sin(angle), std::cos(2 * angle)};
    }
  }
  x = (x + x.adjoint()).eval();
  x.diagonal().array() -= x.trace() / static_cast<double>(d);
  return x / x.norm();
}

// A state of which nothing before matters, from two that start apart. None: they are too long
// apart for it to be worth it.
class Forgetting {
 public:
  Forgetting(DrivenMotion& motion, double period) : motion_(motion), period_(period) {
    const Index d = motion.levels();
    start_.resize(d * d, 2);
    start_ << mixed_state(d).reshaped(), any_difference(d).reshaped();
  }

  std::optional<Vector> state() {
    // As much of the end of a period as is needed, by what the last try has left.
    constexpr double kFirst = 1.0 / 64;
    constexpr double kMargin = 1.2;
    for (double part = kFirst * period_; part < period_;) {
      const Matrix end = motion_.carried(start_, period_ - part);
      if (is_over(end)) return normalized(end);
      if (!(left(end) < 1)) return std::nullopt;
      part *= std::max(2.0, kMargin * std::log(kForgotten) / std::log(left(end)));
    }
    return after_periods();
  }

 private:
  std::optional<Vector> after_periods() {
    const double columns = static_cast<double>(start_.rows());  // of the propagator
    Matrix now = start_;
    for (double periods = 1; 2 * periods < columns; ++periods) {
      now = motion_.carried(now, 0);
      if (is_over(now)) return normalized(now);
      const double needed = periods * std::log(kForgotten) / std::log(left(now));
      if (!(left(now) < 1 && 2 * (needed - periods) < columns)) break;
    }
    return std::nullopt;
  }

  static double left(const Matrix& columns) { return columns.col(1).norm(); }
  static bool is_over(const Matrix& columns) { return left(columns) <= kForgotten; }

  Vector normalized(const Matrix& columns) const {
    const Index d = motion_.levels();
    const Matrix rho = columns.col(0).reshaped(d, d);
    const Matrix hermitian = rho + rho.adjoint();
    return (hermitian / hermitian.trace().real()).reshaped();
  }

  DrivenMotion& motion_;
  double period_;
  Matrix start_;  // the mixed state, and a difference from it
};

}  // namespace

Vector limit_cycle(const DrivenEquation& equation, double period) {
  constexpr double kUnique = 1e-12;
  DrivenMotion motion(equation, period);
  if (std::optional<Vector> state = Forgetting(motion, period).state()) return *state;
  const Index n = motion.states();
  const Vector mixed = mixed_state(motion.levels()).reshaped();
  const Vector trace = Matrix::Identity(motion.levels(), motion.levels()).reshaped();
  Matrix change = Matrix::Identity(n, n) - motion.carried(Matrix::Identity(n, n), 0);
  change += mixed * trace.transpose();
  const Eigen::PartialPivLU<Matrix> solver(change);
  if (!(solver.rcond() > kUnique)) {
    throw NoAnswer("the limit cycle is not unique: a period leaves more than one state unchanged");
  }
  return solver.solve(mixed);
}

}  // namespace quflux::inline master_equation
