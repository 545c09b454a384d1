#include "quflux/method/pair/close_modes.h"

#include <boost/math/quadrature/gauss.hpp>

namespace quflux::inline pair {

PairScales pair_scales(double omega1, double omega2, double coupling) {
  return {std::max(omega1, omega2) + std::abs(coupling), std::hypot(omega1 - omega2, 2 * coupling)};
}

double slope_rounding(const PairScales& scales, double gamma1, double temperature1, double gamma2,
                      double temperature2) {
  const double energy = scales.energy;
  if (scales.splitting == 0) return 0;
  const double part = gamma1 / energy * (temperature1 / energy + 0.5) *
                      (gamma2 / energy * (temperature2 / energy + 0.5));
  return kRateRounding * energy / scales.splitting * std::min(1.0, part);
}

double slope_rounding(const TwoLevelPair& pair) {
  const auto gamma = [&](const Reservoir& bath) {
    return std::max(evaluate(bath.spectral_density, pair.omega1),
                    evaluate(bath.spectral_density, pair.omega2));
  };
  return slope_rounding(pair_scales(pair.omega1, pair.omega2, pair.coupling), gamma(pair.bath1),
                        pair.bath1.temperature, gamma(pair.bath2), pair.bath2.temperature);
}

namespace {

// (1/s) int dE f'(E), with f' by a step into the complex plane, which loses no digits.
template <unsigned points, class Function>
double mean_slope(const Function& f, double upper, double lower) {
  const double middle = (upper + lower) / 2;
  const double half = (upper - lower) / 2;
  return boost::math::quadrature::gauss<double, points>::integrate([&](double x) {
           const double energy = middle + half * x;
           const double step = 1e-20 * energy;
           return f(Complex(energy, step)).imag() / step;
         }) /
         2;
}

}  // namespace

SumOfTerms<double> flow_of_close_modes(const TwoLevelPair& pair) {
  return partial_secular_flow(
      point(pair), [](const auto& f, double upper, double lower) -> SumOfTerms<double> {
        // Both leave less than rounding: where f is nearly linear, and up to a change by e^4.
        const bool nearly_linear = std::abs(f(upper) - f(lower)) < 0.01 * std::abs(f(lower));
        const double slope =
            nearly_linear ? mean_slope<3>(f, upper, lower) : mean_slope<10>(f, upper, lower);
        return {slope, std::abs(slope)};
      });
}

}  // namespace quflux::inline pair
