#include "quflux/bath/precise_density.h"

#include <cmath>

namespace quflux::inline bath {

namespace {

using Real = DoubleDouble;

// Nothing cancels in the series of positive arguments.
Real exp(const Real& x) {
  const Real inverse = Real(1) + expm1(abs(x));
  return x < 0 ? Real(1) / inverse : inverse;
}

// One step of Newton's method from the logarithm of the double.
Real log(const Real& x) {
  const Real y = std::log(to_double(x));
  return y + (x * exp(-y) - Real(1));
}

Real square(const Real& x) { return x * x; }

Real precise_value(const PowerLaw& density, const Real& w) {
  Real gamma = Real(density.coefficient) *
               (density.exponent == 1 ? w : exp(Real(density.exponent) * log(w)));
  if (density.cutoff) gamma *= exp(-w / Real(*density.cutoff));
  return gamma;
}

Real precise_value(const Drude& density, const Real& w) {
  return Real(density.coefficient) * w / (Real(1) + square(w / Real(density.cutoff)));
}

Real precise_value(const Brownian& density, const Real& w) {
  const Real frequency = density.frequency;
  const Real width = density.width;
  return Real(4) * square(Real(density.coupling)) * frequency * width * w /
         (square(square(w) - square(frequency)) + square(width * w));
}

// Tables and functions.
template <class Density>
Real precise_value(const Density& density, const Real& w) {
  return bath::evaluate(SpectralDensity(density), to_double(w));
}

Real precise_value(const DensitySum& sum, const Real& w) {
  Real total = 0;
  for (const SingleDensity& term : sum.terms) {
    total += std::visit([&](const auto& density) { return precise_value(density, w); }, term);
  }
  return total;
}

}  // namespace

DoubleDouble evaluate_precisely(const SpectralDensity& density, const DoubleDouble& frequency) {
  // Where products of two doubles are not exact, or an exponential has overflowed.
  constexpr double kLeast = 1e-140;
  constexpr double kRounding = 1e-10;
  const double gamma = bath::evaluate(density, to_double(frequency));
  if (!(gamma > kLeast && gamma < 1 / kLeast)) return gamma;
  const Real precise =
      std::visit([&](const auto& d) { return precise_value(d, frequency); }, density);
  return std::abs(to_double(precise) - gamma) <= kRounding * gamma ? precise : Real(gamma);
}

}  // namespace quflux::inline bath
