#pragma once

#include <cmath>
#include <complex>

namespace quflux::inline core {

/// exp(z) - 1 without cancellation near z = 0.
inline double expm1(double x) { return std::expm1(x); }

inline std::complex<double> expm1(std::complex<double> z) {
  const double half_sin = std::sin(z.imag() / 2);
  return {std::expm1(z.real()) * std::cos(z.imag()) - 2 * half_sin * half_sin,
          std::exp(z.real()) * std::sin(z.imag())};
}

}  // namespace quflux::inline core
