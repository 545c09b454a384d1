#include "quflux/exceptional/two_by_two.h"

#include <cmath>
#include <limits>

#include <Eigen/LU>

#include "quflux/core/error.h"

namespace quflux::inline exceptional {

namespace {

constexpr int kTwoByTwoIterations = 60;

// Central differences of a smooth function are best at about epsilon^(1/3) of its scale. Newton's
// method only needs the slope to a few digits to converge to the last one.
double difference_step(double scale) { return 1e-5 * scale; }

void require_defective(const Eigen::Matrix2cd& m) {
  const Eigen::Matrix2cd traceless = m - m.trace() / 2.0 * Eigen::Matrix2cd::Identity();
  if (traceless.norm() <= 1e-10 * m.norm()) {
    throw NoAnswer(
        "the eigenvalues meet in an ordinary degeneracy (the matrix is a multiple of the "
        "identity), not in an exceptional point");
  }
}

[[noreturn]] void throw_not_converged() {
  throw NoAnswer("no exceptional point was found near the starting point");
}

}  // namespace

Complex discriminant(const Eigen::Matrix2cd& m) {
  const Complex half = (m(0, 0) - m(1, 1)) / 2.0;
  return half * half + m(0, 1) * m(1, 0);
}

std::array<Complex, 2> eigenvalues(const Eigen::Matrix2cd& m) {
  const Complex mean = (m(0, 0) + m(1, 1)) / 2.0;
  const Complex root = std::sqrt(discriminant(m));
  return {mean + root, mean - root};
}

Coalescence find_exceptional_point(const std::function<Eigen::Matrix2cd(Complex)>& family,
                                   Complex guess, double scale) {
  const auto value = [&](Complex p) { return discriminant(family(p)); };
  const double h = difference_step(scale);
  Complex p = guess;
  Complex slope = (value(p + h) - value(p - h)) / (2.0 * h);
  double previous = std::numeric_limits<double>::infinity();
  Complex d = value(p);
  for (int i = 0; i < kTwoByTwoIterations; ++i) {
    const Complex step = d / slope;
    if (!std::isfinite(std::abs(step))) break;
    p -= step;
    // Steps shrink until rounding; when they stop to, p is as good as it gets.
    const double length = std::abs(step);
    if (length == 0 || (length <= 1e-9 * scale && length >= previous / 2)) {
      const Eigen::Matrix2cd m = family(p);
      require_defective(m);
      return {p, m.trace() / 2.0};
    }
    previous = length;
    const Complex before = d;
    d = value(p);
    // The secant's, until differences lose too many digits for it to be better than the last one.
    if (length > h) slope = (before - d) / step;
  }
  throw_not_converged();
}

CoalescenceInPlane find_exceptional_point(
    const std::function<Eigen::Matrix2cd(double, double)>& family, std::array<double, 2> guess,
    double scale) {
  const double h = difference_step(scale);
  const auto value = [&](double x, double y) { return discriminant(family(x, y)); };
  auto [x, y] = guess;
  double previous = std::numeric_limits<double>::infinity();
  for (int i = 0; i < kTwoByTwoIterations; ++i) {
    const Complex dx = (value(x + h, y) - value(x - h, y)) / (2 * h);
    const Complex dy = (value(x, y + h) - value(x, y - h)) / (2 * h);
    const Complex d = value(x, y);
    Eigen::Matrix2d jacobian;
    jacobian << dx.real(), dy.real(), dx.imag(), dy.imag();
    const Eigen::Vector2d step = jacobian.fullPivLu().solve(Eigen::Vector2d(d.real(), d.imag()));
    if (!step.allFinite()) break;
    x -= step(0);
    y -= step(1);
    const double length = step.norm();
    if (length == 0 || (length <= 1e-9 * scale && length >= previous / 2)) {
      const Eigen::Matrix2cd m = family(x, y);
      require_defective(m);
      return {{x, y}, m.trace() / 2.0};
    }
    previous = length;
  }
  throw_not_converged();
}

}  // namespace quflux::inline exceptional
