#include "quflux/bath/matsubara_sum.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

namespace quflux::inline bath {

namespace {

constexpr double kSumRounding = 1e-18;

// e^v E_1(v) of the exponential integral E_1, Re v >= 0.
Complex scaled_exponential_integral(Complex v) {
  constexpr double kSeries = 4;
  if (std::abs(v) < kSeries) {
    Complex sum = -std::numbers::egamma - std::log(v);
    Complex term = 1;
    for (int n = 1; n < 60 && std::abs(term) > kSumRounding; ++n) {
      term *= -v / static_cast<double>(n);
      sum -= term / static_cast<double>(n);
    }
    return std::exp(v) * sum;
  }
  // 1/(v + 1 - 1/(v + 3 - 4/(v + 5 - ...))) by Lentz's algorithm.
  Complex b = v + 1.0;
  Complex c = 1 / kSumRounding;
  Complex d = 1.0 / b;
  Complex result = d;
  for (int n = 1; n < 1000; ++n) {
    b += 2;
    const double a = -static_cast<double>(n) * n;
    d = 1.0 / (a * d + b);
    c = b + a / c;
    result *= c * d;
    if (std::abs(c * d - 1.0) < 1e-16) break;
  }
  return result;
}

// sum_{k >= from} z^k/(k + a) over z^from, z = e^-epsilon.
//
// By repeated summation by parts: sum_n (-w)^n n!/((from + a) ... (from + a + n)) over 1 - z,
// w = z/(1 - z).
Complex tail_by_parts(Complex a, Complex z, double from) {
  const Complex w = z / (1.0 - z);
  Complex term = 1.0 / (from + a);
  Complex sum = term;
  for (int n = 1;; ++n) {
    const Complex next = term * (-w * static_cast<double>(n)) / (from + a + static_cast<double>(n));
    if (std::abs(next) >= std::abs(term)) break;
    term = next;
    sum += term;
    if (std::abs(term) < kSumRounding * std::abs(sum)) break;
  }
  return sum / (1.0 - z);
}

// By the Euler-Maclaurin formula, where terms change slowly.
Complex tail_by_integral(Complex a, Complex epsilon, double from) {
  const Complex v = from + a;
  // Taylor coefficients of e^{-epsilon h}/(v + h).
  constexpr int kOrders = 14;
  std::array<Complex, kOrders> taylor{};
  Complex exponential = 1;
  for (int n = 0; n < kOrders; ++n) {
    if (n > 0) exponential *= -epsilon / static_cast<double>(n);
    taylor[n] = (exponential - (n > 0 ? taylor[n - 1] : Complex(0))) / v;
  }
  Complex sum = scaled_exponential_integral(v * epsilon) + taylor[0] / 2.0;
  // B_n/n, times the Taylor coefficient of order n - 1.
  const std::array<double, 7> bernoulli{1.0 / 12,  -1.0 / 120,     1.0 / 252, -1.0 / 240,
                                        1.0 / 132, -691.0 / 32760, 1.0 / 12};
  for (std::size_t m = 0; m < bernoulli.size(); ++m) sum -= bernoulli[m] * taylor[2 * m + 1];
  return sum;
}

}  // namespace

MatsubaraSums matsubara_sums(Complex x, Complex epsilon) {
  constexpr double kFewest = 40;
  constexpr double kSlow = 0.25;  // of epsilon
  constexpr double kEnough = 42;  // summed by parts, the tail is known to e^-42 of its first term
  const Complex z = std::exp(-epsilon);
  const bool slow = std::abs(epsilon) < kSlow;
  const double from =
      std::ceil(std::max(2 * std::abs(x) + kFewest, slow ? kFewest : kEnough / std::abs(1.0 - z)));
  MatsubaraSums sums{0, 0};
  Complex power = z;
  double k = 1;
  for (; k < from; ++k, power *= z) {
    if (std::abs(power) < kSumRounding) return sums;
    const Complex term = power / ((k - x) * (k + x));
    sums.quadratic += term;
    sums.cubic += term / k;
  }
  const auto tail = [&](Complex a) {
    return slow ? tail_by_integral(a, epsilon, from) : tail_by_parts(a, z, from);
  };
  const Complex below = tail(-x);
  const Complex above = tail(x);
  sums.quadratic += power * (below - above) / (2.0 * x);
  sums.cubic += power * ((below + above) / 2.0 - tail(0)) / (x * x);
  return sums;
}

Complex cubic_sum(Complex x) {
  // Directly up to where x/k is at most 1/4, then sum_m x^(2m) zeta(2m+3, k) by Euler-Maclaurin.
  const double from = std::ceil(std::max(20.0, 4 * std::abs(x)));
  const Complex x2 = x * x;
  Complex sum = 0;
  for (double k = 1; k < from; ++k) sum += 1.0 / (k * (k - x) * (k + x));
  const std::array<double, 4> bernoulli{1.0 / 12, -1.0 / 720, 1.0 / 30240, -1.0 / 1209600};
  Complex ratio = 1;
  for (double n = 3; n < 33; n += 2, ratio *= x2 / (from * from)) {
    double derivative = n / from;  // of k^-n, over from^-n
    double zeta = from / (n - 1) + 0.5;
    double order = n + 1;
    for (const double b : bernoulli) {
      zeta += b * derivative;
      derivative *= order * (order + 1) / (from * from);
      order += 2;
    }
    sum += ratio * zeta / (from * from * from);
  }
  return sum;
}

}  // namespace quflux::inline bath
