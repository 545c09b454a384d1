#include "quflux/method/pair/optimum.h"

#include <algorithm>
#include <cmath>

#include <boost/math/tools/roots.hpp>

#include "quflux/core/error.h"
#include "quflux/core/overload.h"
#include "quflux/method/pair/closed_form.h"
#include "quflux/method/pair/kernel.h"
#include "quflux/method/pair/lower_mode.h"
#include "quflux/method/pair/moments.h"
#include "quflux/method/pair/stationary.h"
#include "quflux/method/pair/with_equation.h"
#include "quflux/numerics/sampled_top.h"

namespace quflux::inline pair {

namespace {

// Couplings at which the flow is sampled to bracket the maxima, equally spaced in the logarithm up
// to the largest allowed one: from this fraction of it on, and in partial secular, whose optimum
// is that of the local equation where baths are weak, from this fraction of that one.
constexpr std::size_t kSamples = 160;
constexpr double kSmallestCoupling = 1e-8;
constexpr double kBelowLocal = 1e-2;

// Rows of a ridge sampled at a time.
constexpr std::size_t kRows = 16;

// -J_1/Omega and its derivative with respect to Omega in one evaluation: f(x + i h) = f(x) + i h
// f'(x) up to h^2, which is far below rounding.
struct SpecificFlow {
  double value;
  double slope;
};

template <PairEquation equation>
SpecificFlow specific_flow(const TwoLevelPair& pair, double coupling) {
  const double h = 1e-30;
  const PairPoint<Complex> p{pair.omega1, pair.omega2, Complex(coupling, h), pair.bath1,
                             pair.bath2};
  Complex flow1;
  if constexpr (equation == PairEquation::partial_secular) {
    flow1 = partial_secular_flow(p).value;  // all that is needed of the solution
  } else {
    flow1 = solve<equation>(p).flow1;
  }
  const Complex j = -flow1 / p.coupling;
  return {j.real(), j.imag() / h};
}

template <PairEquation equation>
std::optional<OptimalCoupling> refine(const TwoLevelPair& pair, double lower, double middle,
                                      double upper) {
  double value = 0;
  const auto rise = [&](double coupling) {  // slope of |j|
    const SpecificFlow j = specific_flow<equation>(pair, coupling);
    value = j.value;
    return std::copysign(1.0, j.value) * j.slope;
  };
  // The top of the interpolating polynomial is this close to the maximum, or nearly always so.
  constexpr double kNear = 2e-5;
  double left = std::max(lower, middle * (1 - kNear));
  double right = std::min(upper, middle * (1 + kNear));
  double left_rise = rise(left);
  double right_rise = rise(right);
  if (left_rise > 0 && right_rise < 0) {
    // Within so little, two steps of the secant method leave the square of 1e-8 in the value and
    // 1e-5 times the second step in the coupling.
    const double first = left + (right - left) * left_rise / (left_rise - right_rise);
    const double first_rise = rise(first);
    (first_rise > 0 ? left : right) = first;
    (first_rise > 0 ? left_rise : right_rise) = first_rise;
    const double second = left + (right - left) * left_rise / (left_rise - right_rise);
    if (std::abs(second - first) <= 1e-8 * first) return OptimalCoupling{second, value};
  }
  if (!(left_rise > 0)) left_rise = rise(left = lower);
  if (!(right_rise <= 0)) right_rise = rise(right = upper);
  if (!(left_rise > 0 && right_rise <= 0)) return std::nullopt;
  std::uintmax_t iterations = 100;
  const auto [a, b] =
      boost::math::tools::toms748_solve(rise, left, right, left_rise, right_rise,
                                        boost::math::tools::eps_tolerance<double>(52), iterations);
  const double coupling = (a + b) / 2;
  return OptimalCoupling{coupling, specific_flow<equation>(pair, coupling).value};
}

// Couplings at which the specific flow is sampled, and their steps in the logarithm.
struct Samples {
  Samples(double smallest, double largest) {
    const double factor = std::pow(largest / smallest, 1.0 / static_cast<double>(kSamples));
    double coupling = smallest;
    for (std::size_t i = 0; i < kSamples; ++i) {
      couplings.push_back(coupling);
      coupling *= factor;
    }
  }
  std::vector<double> couplings;
};

// The coupling at the top of the polynomial in log(Omega) through the samples around the i-th.
double top(std::span<const double> couplings, std::span<const double> size, std::size_t i) {
  return couplings[i] * std::pow(couplings[i + 1] / couplings[i], sampled_top(size, i));
}

template <PairEquation equation>
std::optional<OptimalCoupling> search(const TwoLevelPair& pair, std::span<const double> couplings,
                                      std::span<const double> size) {
  std::optional<OptimalCoupling> best;
  for (std::size_t i = 1; i + 1 < couplings.size(); ++i) {
    if (!(size[i] > size[i - 1] && size[i] >= size[i + 1])) continue;
    const auto found =
        refine<equation>(pair, couplings[i - 1], top(couplings, size, i), couplings[i + 1]);
    if (found && (!best || std::abs(found->specific_flow) > std::abs(best->specific_flow))) {
      best = found;
    }
  }
  return best;
}

std::optional<OptimalCoupling> local_optimum(TwoLevelPair pair) {
  pair.coupling = local_optimal_coupling(pair);
  if (!(pair.coupling > 0) || !has_gap(pair.omega1, pair.omega2, pair.coupling)) {
    return std::nullopt;
  }
  return OptimalCoupling{pair.coupling,
                         -stationary(pair, PairEquation::local).flow1 / pair.coupling};
}

void set_coefficient(SpectralDensity& density, double coefficient) {
  std::visit(Overload{[&](PowerLaw& p) { p.coefficient = coefficient; },
                      [&](Drude& d) { d.coefficient = coefficient; }, [](auto&) {}},
             density);
}

void set_coefficients(TwoLevelPair& pair, double coefficient1, double coefficient2) {
  set_coefficient(pair.bath1.spectral_density, coefficient1);
  set_coefficient(pair.bath2.spectral_density, coefficient2);
}

bool same_ratio(double a1, double a2, double b1, double b2) {
  return std::abs(a1 * b2 - a2 * b1) <= 4e-16 * std::abs(a1 * b2);
}

}  // namespace

std::vector<std::optional<OptimalCoupling>> optimal_ridge(TwoLevelPair pair, PairEquation equation,
                                                          std::span<const double> coefficient1,
                                                          std::span<const double> coefficient2) {
  const std::size_t rows = coefficient1.size();
  if (coefficient2.size() != rows) {
    throw NoAnswer(
        fmt::format("the ridge has {} coefficients for reservoir 1 and {} for reservoir 2", rows,
                    coefficient2.size()));
  }
  const double largest = std::sqrt(pair.omega1 * pair.omega2);
  double smallest = kSmallestCoupling * largest;
  if (equation == PairEquation::partial_secular) {
    pair.coupling = 0;
    for (std::size_t i = 0; i < rows; ++i) {
      set_coefficients(pair, coefficient1[i], coefficient2[i]);
      const double local = local_optimal_coupling(pair);
      if (local > 0) smallest = std::min(smallest, kBelowLocal * local);
    }
  }
  const Samples samples(smallest, largest);
  const std::optional<RateShape> shape1 = rate_shape(pair.bath1.spectral_density);
  const std::optional<RateShape> shape2 = rate_shape(pair.bath2.spectral_density);
  if (equation != PairEquation::local && (!shape1 || !shape2)) {
    throw NoAnswer(
        "the optimal coupling needs spectral densities that continue to complex "
        "frequencies; use a power law or a Drude density");
  }
  std::vector<double> flows(kRows * kSamples);
  PairBatch batch{kSamples,
                  pair.omega1,
                  pair.omega2,
                  samples.couplings,
                  pair.bath1.temperature,
                  pair.bath2.temperature,
                  0,
                  0,
                  shape1.value_or(RateShape{}),
                  shape2.value_or(RateShape{})};
  std::vector<std::optional<OptimalCoupling>> result(rows);
  std::size_t first = 0;  // rows [first, sampled) are in `flows`
  std::size_t sampled = 0;
  for (std::size_t i = 0; i < rows; ++i) {
    set_coefficients(pair, coefficient1[i], coefficient2[i]);
    pair.coupling = samples.couplings.front();
    stationary(pair, equation);  // for its checks
    if (equation == PairEquation::local) {
      result[i] = local_optimum(pair);
      continue;
    }
    if (equation == PairEquation::global && i > 0 &&
        same_ratio(coefficient1[i], coefficient2[i], coefficient1[i - 1], coefficient2[i - 1])) {
      result[i] = result[i - 1];
      const double larger =
          (coefficient1[i] + coefficient2[i]) / (coefficient1[i - 1] + coefficient2[i - 1]);
      if (result[i]) result[i]->specific_flow *= larger;
      continue;
    }
    if (i >= sampled) {
      const std::size_t count = std::min(kRows, rows - i);
      pair_flow_grid(batch, equation, coefficient1.subspan(i, count),
                     coefficient2.subspan(i, count), std::span(flows).first(count * kSamples));
      first = i;
      sampled = i + count;
    }
    const auto row = std::span(flows).subspan((i - first) * kSamples, kSamples);
    for (std::size_t k = 0; k < kSamples; ++k) row[k] = std::abs(row[k]) / samples.couplings[k];
    result[i] = with_equation(
        equation, [&](auto tag) { return search<tag.value>(pair, samples.couplings, row); });
  }
  return result;
}

std::optional<OptimalCoupling> optimal_coupling(const TwoLevelPair& pair, PairEquation equation) {
  const double c1 = coefficient(pair.bath1.spectral_density);
  const double c2 = coefficient(pair.bath2.spectral_density);
  return optimal_ridge(pair, equation, std::span(&c1, 1), std::span(&c2, 1)).front();
}

}  // namespace quflux::inline pair
