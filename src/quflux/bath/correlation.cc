#include "quflux/bath/correlation.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <utility>

#include "quflux/bath/fine_exponentials.h"
#include "quflux/bath/fit_amplitudes.h"
#include "quflux/core/error.h"
#include "quflux/numerics/balanced_truncation.h"

namespace quflux::inline bath {

namespace {

using Eigen::Index;

// A correlation function that is not known better than this part of C(0) is not known.
constexpr double kWorst = 1e-2;

// Below the smallest frequency that was looked at errors are not seen; they stay below this part.
constexpr double kUnseenError = 1e-10;

// C(t) is fitted at so many times, until it is this part of C(0) or for so many decades.
constexpr Index kTimes = 200;
constexpr double kFaded = 1e-8;
constexpr double kMostDecades = 9;
constexpr double kTimeRatio = 1.1;

// Rates are fitted relative to themselves down to the first, in units of the largest of all, and to
// the second of it where they are smaller. Shifts relative to themselves down to the third, in
// units of the largest among them.
constexpr double kSmallestRate = 1e-10;
constexpr double kNoRate = 1e-6;
constexpr double kSmallestShift = 1e-3;
// Frequencies that are closer, relatively, are one.
constexpr double kSameFrequency = 1e-3;

// The terms of C(t) with their conjugates: the term with nu* is there already, or is added with a =
// 0.
ExponentialSum closed(const Exponentials& sum) {
  ExponentialSum result;
  const Index n = sum.rates.size();
  for (Index k = 0; k < n; ++k) {
    result.terms.push_back({sum.rates(k), sum.amplitudes(k), 0, 0});
  }
  for (Index k = 0; k < n; ++k) {
    const auto place = static_cast<std::size_t>(k);
    const Complex conjugate = std::conj(sum.rates(k));
    const auto found = std::ranges::find(result.terms, conjugate, &Exponential::rate);
    const auto partner = static_cast<std::size_t>(found - result.terms.begin());
    if (found == result.terms.end()) {
      result.terms.push_back({conjugate, 0, 0, place});
    }
    result.terms[place].partner = partner;
    result.terms[partner].partner = place;
  }
  for (Exponential& term : result.terms) {
    term.conjugate = std::conj(result.terms[term.partner].amplitude);
  }
  return result;
}

RealVector log_times(double first, double last, Index count) {
  return Eigen::ArrayXd::LinSpaced(count, std::log(first), std::log(last)).exp();
}

Vector values(const Exponentials& sum, const RealVector& times) {
  return times.unaryExpr([&](double t) { return value(sum, t); });
}

// When |C(t)| is below a part of its first value for good.
double fading_time(const Exponentials& sum, double first) {
  const double scale = std::abs(value(sum, first));
  const double end = first * std::pow(10, kMostDecades);
  double last = first;
  double t = first;
  while (t < end) {
    if (std::abs(value(sum, t)) > kFaded * scale) last = t;
    t *= kTimeRatio;
  }
  return last * kTimeRatio;
}

// +- the frequencies, ascending.
std::vector<double> both_signs(std::span<const double> frequencies) {
  std::vector<double> all;
  for (const double w : frequencies) {
    all.push_back(w);
    all.push_back(-w);
  }
  std::ranges::sort(all);
  all.erase(std::unique(all.begin(), all.end()), all.end());
  return all;
}

// R(w) of the reservoir, which at w = 0 may be known from C(t) alone, and Lambda(w) of C(t).
std::vector<RateTarget> rate_targets(const Reservoir& reservoir, const Exponentials& exact,
                                     double largest, const std::vector<double>& frequencies) {
  std::vector<std::optional<double>> rates;
  transition_rates(reservoir, frequencies, rates);
  std::vector<RateTarget> targets;
  double largest_shift = 0;
  for (std::size_t i = 0; i < frequencies.size(); ++i) {
    const Complex half = half_transform(exact, frequencies[i]);
    const double rate = rates[i].value_or(2 * half.real());
    const double scale = rate >= kSmallestRate * largest ? rate : kNoRate * largest;
    targets.push_back({frequencies[i], rate, scale, half.imag(), 0});
    largest_shift = std::max(largest_shift, std::abs(half.imag()));
  }
  for (RateTarget& target : targets) {
    target.shift_scale = std::max(std::abs(target.shift), kSmallestShift * largest_shift);
  }
  return targets;
}

std::vector<RateTarget> without_neighbours(std::vector<RateTarget> targets) {
  const auto same = [](const RateTarget& a, const RateTarget& b) {
    return b.frequency - a.frequency <= kSameFrequency * std::abs(b.frequency);
  };
  targets.erase(std::unique(targets.begin(), targets.end(), same), targets.end());
  return targets;
}

double rate_error(const Exponentials& sum, const std::vector<RateTarget>& targets) {
  double largest = 0;
  for (const RateTarget& target : targets) {
    const double rate = 2 * half_transform(sum, target.frequency).real();
    largest = std::max(largest, std::abs(rate - target.rate) / target.rate_scale);
  }
  return largest;
}

}  // namespace

Complex correlation(const ExponentialSum& sum, double time) {
  Complex total = 0;
  for (const Exponential& term : sum.terms) total += term.amplitude * std::exp(-term.rate * time);
  return total;
}

Complex half_transform(const ExponentialSum& sum, double frequency) {
  Complex total = 0;
  for (const Exponential& term : sum.terms) {
    total += term.amplitude / (term.rate - Complex(0, frequency));
  }
  return total;
}

struct CorrelationFunction::Parts {
  Reservoir reservoir;
  FineExponentials fine;
  Exponentials all;  // of the finest sum
  ExponentialSum finest;
  BalancedTruncation thermal;
  BalancedTruncation fitted;
  RealVector times;
  Vector correlation;  // C at these times

  // The poles of the density, and of the other terms those that count most.
  Exponentials reduced(Index count) const {
    const RealVector& a = thermal.hankel_values();
    const RealVector& b = fitted.hankel_values();
    Index from_a = 0;
    Index from_b = 0;
    for (Index k = fine.rational.poles.rates.size(); k < count; ++k) {
      const bool first = from_b >= b.size() || (from_a < a.size() && a(from_a) >= b(from_b));
      ++(first ? from_a : from_b);
    }
    return joined(fine.rational.poles, joined(thermal.truncate(from_a), fitted.truncate(from_b)));
  }

  // The same with so few terms for the Bose function from the beginning.
  Exponentials few(Index thermal_terms) const {
    const RationalExponentials sum =
        rational_exponentials(fine.densities, reservoir.temperature, thermal_terms);
    return joined(sum.poles, sum.thermal);
  }
};

CorrelationFunction::CorrelationFunction(const Reservoir& reservoir) {
  FineExponentials fine = fine_exponentials(reservoir);
  Exponentials all = joined(joined(fine.rational.poles, fine.rational.thermal), fine.fitted);
  ExponentialSum finest = closed(all);
  RealVector times;
  Vector correlation;
  if (all.rates.size() > 0) {
    const double first = 1 / fine.band;
    times = log_times(first, fading_time(all, first), 2 * kTimes);
    correlation = values(all, times);
    finest.error = kUnseenError + fine.misfit / std::abs(correlation(0));
  }
  if (!(finest.error <= kWorst)) {
    throw NoAnswer(fmt::format(
        "the correlation function is found as a sum of exponentials with an error of {:.1e} only, "
        "more than {:.0e}; the spectral density must be smooth and vanish at large frequencies, a "
        "table at its end",
        finest.error, kWorst));
  }
  BalancedTruncation thermal(fine.rational.thermal);
  BalancedTruncation fitted(fine.fitted);
  parts_ = std::make_shared<const Parts>(
      Parts{reservoir, std::move(fine), std::move(all), std::move(finest), std::move(thermal),
            std::move(fitted), std::move(times), std::move(correlation)});
}

const ExponentialSum& CorrelationFunction::finest() const { return parts_->finest; }

ExponentialSum CorrelationFunction::sum(std::size_t count,
                                        std::span<const double> frequencies) const {
  const Parts& parts = *parts_;
  if (parts.all.rates.size() == 0) return parts.finest;
  const std::vector<RateTarget> rates =
      rate_targets(parts.reservoir, parts.all, parts.fine.largest, both_signs(frequencies));
  const auto every_second = Eigen::seqN(0, kTimes, 2);
  const FitTargets targets{parts.times(every_second), parts.correlation(every_second),
                           std::abs(parts.correlation(0)), without_neighbours(rates)};
  const auto asked = static_cast<Index>(count);
  Exponentials best = asked < parts.all.rates.size() ? parts.reduced(asked) : parts.all;
  const double error = fit_amplitudes(best, targets);
  const Index thermal = asked - parts.fine.rational.poles.rates.size();
  if (parts.fine.fitted.rates.size() == 0 && thermal > 0 &&
      thermal < parts.fine.rational.thermal.rates.size()) {
    Exponentials few = parts.few(thermal);
    if (fit_amplitudes(few, targets) < error) best = std::move(few);
  }
  ExponentialSum result = closed(best);
  const Vector difference = values(best, parts.times) - parts.correlation;
  result.error = parts.finest.error + difference.cwiseAbs().maxCoeff() / targets.scale;
  result.rate_error = rate_error(best, rates);
  return result;
}

}  // namespace quflux::inline bath
