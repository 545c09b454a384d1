#include "quflux/method/pair/pair_propagator.h"

#include <cmath>

namespace quflux::inline pair {

namespace {

// sinh(z)/z where the next term of its series is below 1e-17.
constexpr double kSmall = 0.5;

Complex small_sinh_over_z(Complex z) {
  const Complex square = z * z;
  Complex sum = 1;
  for (int k = 12; k > 0; k -= 2) sum = 1.0 + square / (k * (k + 1.0)) * sum;
  return sum;
}

}  // namespace

PairPropagator::PairPropagator(const Matrix2<Complex>& x)
    : half_trace_(x.trace() / 2.0), traceless_(x) {
  traceless_(0, 0) = (x(0, 0) - x(1, 1)) / 2.0;
  traceless_(1, 1) = -traceless_(0, 0);
  mu_ = std::sqrt(traceless_(0, 0) * traceless_(0, 0) + x(0, 1) * x(1, 0));
  size_ = std::abs(mu_);
  half_ = 0.5 / mu_;
}

Matrix2<Complex> PairPropagator::operator()(double t) const {
  // The exponents are put together, so that a large mu t does not overflow.
  const Complex slow = std::exp((mu_ - half_trace_) * t);
  const Complex fast = std::exp((-mu_ - half_trace_) * t);
  const Complex sinh = size_ * t < kSmall
                           ? t * std::exp(-half_trace_ * t) * small_sinh_over_z(mu_ * t)
                           : (slow - fast) * half_;
  Matrix2<Complex> result = -sinh * traceless_;
  result.diagonal().array() += (slow + fast) / 2.0;
  return result;
}

}  // namespace quflux::inline pair
