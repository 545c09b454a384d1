#include "quflux/solve/followed_eigenvalue.h"

#include <algorithm>
#include <cmath>

#include <Eigen/LU>

#include "quflux/core/stop.h"

namespace quflux::inline solve {

namespace {

// The eigenvalue next to a pair, by iteration of the Rayleigh quotient from both sides. None: it
// does not converge.
std::optional<Eigenpair> refined(const Matrix& m, Eigenpair pair) {
  constexpr int kSteps = 12;
  constexpr double kRounding = 1e-14;
  const double size = m.cwiseAbs().maxCoeff();
  for (int step = 0; step < kSteps; ++step) {
    Matrix shifted = m;
    // A shift that is right to the last bit would divide by zero.
    shifted.diagonal().array() -= pair.value + kRounding / 10 * size;
    const Eigen::PartialPivLU<Matrix> lu(shifted);
    pair.right = lu.solve(pair.right).normalized();
    pair.left = lu.adjoint().solve(pair.left).normalized();
    const Complex value = pair.left.dot(m * pair.right) / pair.left.dot(pair.right);
    if (!std::isfinite(value.real()) || !std::isfinite(value.imag())) return std::nullopt;
    const double change = std::abs(value - pair.value);
    pair.value = value;
    const double residual = (m * pair.right - value * pair.right).norm();
    if (change <= kRounding * size || residual <= kRounding * size) return pair;
  }
  return std::nullopt;
}

// Tr P_a P_b of the projectors: 1 for one eigenvalue of neighbouring matrices, 0 for two.
Complex overlap(const Eigenpair& a, const Eigenpair& b) {
  return a.left.dot(b.right) * b.left.dot(a.right) / (a.left.dot(a.right) * b.left.dot(b.right));
}

}  // namespace

std::optional<Complex> followed_eigenvalue(const std::function<Matrix(double x)>& m,
                                           const Eigenpair& start, double longest) {
  constexpr double kShortest = 1e-7;
  constexpr double kFar = 0.05;
  constexpr double kNear = kFar / 4;
  Eigenpair now = start;
  double slope = 0;
  double step = longest;
  for (double x = 0; x < 1;) {
    throw_if_stopped();
    const double next = std::min(1.0, x + step);
    const Matrix there = m(next);
    Eigenpair guess = now;
    guess.value += slope * (next - x);
    const std::optional<Eigenpair> found =
        there.allFinite() ? refined(there, guess) : std::optional<Eigenpair>();
    const double off = found ? std::abs(overlap(now, *found) - 1.0) : 1;
    if (!(off <= kFar)) {
      step /= 4;
      if (step < kShortest) return std::nullopt;
      continue;
    }
    slope = (found->value - now.value).real() / (next - x);
    now = *found;
    x = next;
    if (off <= kNear) step = std::min(longest, 2 * step);
  }
  return now.value;
}

}  // namespace quflux::inline solve
