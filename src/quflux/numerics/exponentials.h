#pragma once

#include "quflux/core/matrix.h"

namespace quflux::inline numerics {

/// f(t) = sum_k amplitudes_k exp(-rates_k t), t >= 0, with Re rates > 0.
struct Exponentials {
  Vector rates;
  Vector amplitudes;
};

/// f(t).
inline Complex value(const Exponentials& sum, double time) {
  return (sum.amplitudes.array() * (-sum.rates.array() * time).exp()).sum();
}

/// int_0^inf exp(i w t) f(t) dt = sum_k amplitudes_k/(rates_k - i w).
inline Complex half_transform(const Exponentials& sum, double frequency) {
  return (sum.amplitudes.array() / (sum.rates.array() - Complex(0, frequency))).sum();
}

/// The terms of both.
inline Exponentials joined(const Exponentials& a, const Exponentials& b) {
  Exponentials both{Vector(a.rates.size() + b.rates.size()),
                    Vector(a.rates.size() + b.rates.size())};
  both.rates << a.rates, b.rates;
  both.amplitudes << a.amplitudes, b.amplitudes;
  return both;
}

}  // namespace quflux::inline numerics
