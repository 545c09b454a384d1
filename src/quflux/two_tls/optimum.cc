#include "quflux/two_tls/optimum.h"

#include <cmath>

#include <boost/math/tools/roots.hpp>

#include "quflux/two_tls/moments.h"
#include "quflux/two_tls/stationary.h"
#include "quflux/two_tls/with_equation.h"

namespace quflux {

namespace {

// Couplings at which the slope is sampled to bracket the maxima: from 1e-8 of the largest allowed
// coupling on, equally spaced in the logarithm.
constexpr int kSamples = 160;
constexpr double kSmallest = 1e-8;

// -J_1/Omega and its derivative with respect to Omega in one evaluation: f(x + i h) = f(x) + i h
// f'(x) up to h^2, which is far below rounding.
struct SpecificFlow {
  double value;
  double slope;
};

template <Equation equation>
SpecificFlow specific_flow(const TwoLevelPair& pair, double coupling) {
  const double h = 1e-30;
  const PairPoint<Complex> p{pair.omega1, pair.omega2, Complex(coupling, h), pair.bath1,
                             pair.bath2};
  const Complex j = -solve<equation>(p).flow1 / p.coupling;
  return {j.real(), j.imag() / h};
}

template <Equation equation>
std::optional<OptimalCoupling> search(const TwoLevelPair& pair) {
  const double largest = std::sqrt(pair.omega1 * pair.omega2);
  const double factor = std::pow(kSmallest, -1.0 / kSamples);
  const auto rise = [&](double coupling) {  // slope of |j|
    const SpecificFlow j = specific_flow<equation>(pair, coupling);
    return std::copysign(1.0, j.value) * j.slope;
  };
  std::optional<OptimalCoupling> best;
  double lower = kSmallest * largest;
  double lower_rise = rise(lower);
  for (int i = 1; i < kSamples; ++i) {
    const double upper = lower * factor;
    const double upper_rise = rise(upper);
    if (lower_rise > 0 && upper_rise <= 0) {
      std::uintmax_t iterations = 100;
      const auto [left, right] = boost::math::tools::toms748_solve(
          rise, lower, upper, lower_rise, upper_rise, boost::math::tools::eps_tolerance<double>(52),
          iterations);
      const double coupling = (left + right) / 2;
      const double value = specific_flow<equation>(pair, coupling).value;
      if (!best || std::abs(value) > std::abs(best->specific_flow)) {
        best = {coupling, value};
      }
    }
    lower = upper;
    lower_rise = upper_rise;
  }
  return best;
}

}  // namespace

std::optional<OptimalCoupling> optimal_coupling(TwoLevelPair pair, Equation equation) {
  pair.coupling = kSmallest * std::sqrt(pair.omega1 * pair.omega2);
  stationary(pair, equation);  // for its checks
  return with_equation(equation, [&](auto tag) { return search<tag.value>(pair); });
}

}  // namespace quflux
