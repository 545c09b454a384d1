#include "quflux/bath/power_lineshape.h"

#include <array>
#include <cmath>
#include <numbers>

#include "quflux/core/complex_math.h"
#include "quflux/core/constants.h"

namespace quflux::inline bath {

namespace {

// (1 - v^(1-s))/(s-1), ln v at s = 1: its derivative is v^-s.
Complex phi(Complex v, double s) {
  const Complex log = std::log(v);
  return s == 1 ? log : -expm1((1 - s) * log) / (s - 1);
}

// An antiderivative of phi() but for constants and multiples of v, which second differences do not
// see.
Complex integral_of_phi(Complex v, double s) {
  if (std::abs(s - 1) < 0.5) return v * phi(v, s) / (2 - s);
  const Complex log = std::log(v);
  const Complex power = s == 2 ? log : expm1((2 - s) * log) / (2 - s);
  return -power / (s - 1);
}

struct ThermalSums {
  Complex value;  // sum_k phi(k + x + i tau) + phi(k + x - i tau) - 2 phi(k + x)
  Complex slope;  // sum_k phi'(k + x + i tau) - phi'(k + x - i tau)
};

// Over k = 1, 2, ... by the Euler-Maclaurin formula from the tenth term on: all |v| are above 10
// there, and the last term is 1e-16 of the first.
ThermalSums thermal_sums(double x, Complex tau, double s) {
  constexpr int kDirect = 12;
  ThermalSums sums{0, 0};
  const auto slope = [s](Complex v) { return std::exp(-s * std::log(v)); };
  for (int k = 1; k < kDirect; ++k) {
    const Complex up = k + x + kI * tau;
    const Complex down = k + x - kI * tau;
    sums.value += phi(up, s) + phi(down, s) - 2.0 * phi(k + x, s);
    sums.slope += slope(up) - slope(down);
  }
  const std::array<Complex, 3> ends{kDirect + x + kI * tau, kDirect + x - kI * tau, kDirect + x};
  const std::array<double, 3> second_difference{1, 1, -2};
  const std::array<double, 3> first_difference{1, -1, 0};
  // B_2m/(2m)!
  const std::array<double, 7> bernoulli{1.0 / 12,         -1.0 / 720,     1.0 / 30240,
                                        -1.0 / 1209600,   1.0 / 47900160, -691.0 / 1307674368000,
                                        1.0 / 74724249600};
  for (std::size_t i = 0; i < ends.size(); ++i) {
    const Complex v = ends[i];
    Complex derivative = slope(v);
    Complex value = -integral_of_phi(v, s) + phi(v, s) / 2.0;
    Complex of_slope = -phi(v, s) + derivative / 2.0;
    double order = s;
    for (const double b : bernoulli) {
      value -= b * derivative;  // of odd order
      derivative *= -order++ / v;
      of_slope -= b * derivative;
      derivative *= -order++ / v;
    }
    sums.value += second_difference[i] * value;
    sums.slope += first_difference[i] * of_slope;
  }
  return sums;
}

}  // namespace

PowerLineshape::PowerLineshape(const PowerLaw& density, double temperature)
    : exponent_(density.exponent), temperature_(temperature) {
  if (!density.cutoff) {
    throw NoAnswer(
        exponent_ < 1
            ? "the reorganisation energy of a power law without a cutoff diverges; give it a cutoff"
            : "the lineshape function of a power law without a cutoff diverges; give it a cutoff");
  }
  if (!(exponent_ > 0)) {
    throw NoAnswer(
        fmt::format("the lineshape function of a power law with the exponent {} diverges at small "
                    "frequencies; it must be above 0",
                    exponent_));
  }
  cutoff_ = *density.cutoff;
  weight_ = density.coefficient * std::tgamma(exponent_) / (2 * std::numbers::pi);
}

double PowerLineshape::reorganisation_energy() const {
  return weight_ * std::pow(cutoff_, exponent_);
}

Lineshape::Values PowerLineshape::at(Complex time) const {
  const double s = exponent_;
  const Complex u = 1.0 + kI * cutoff_ * time;
  const double scale = std::pow(cutoff_, s - 1);
  Lineshape::Values values{weight_ * scale * phi(u, s),
                           weight_ * scale * cutoff_ * kI * std::exp(-s * std::log(u))};
  if (temperature_ == 0) return values;
  const ThermalSums thermal = thermal_sums(temperature_ / cutoff_, temperature_ * time, s);
  const double thermal_scale = std::pow(temperature_, s - 1);
  values.value += weight_ * thermal_scale * thermal.value;
  values.slope += weight_ * thermal_scale * temperature_ * kI * thermal.slope;
  return values;
}

}  // namespace quflux::inline bath
