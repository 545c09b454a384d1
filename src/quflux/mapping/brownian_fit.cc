#include "quflux/mapping/brownian_fit.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include <Eigen/Cholesky>

#include "quflux/core/error.h"
#include "quflux/core/matrix.h"
#include "quflux/core/overload.h"

namespace quflux::inline mapping {

namespace {

using Eigen::Index;

constexpr int kRows = 120;       // on a scale of ln w
constexpr double kSmall = 0.05;  // of the largest value, what counts as small
constexpr double kBand = 0.02;   // of the largest value, where the band ends
constexpr int kMostSteps = 200;

// Where a density is looked at first.
struct Span {
  double from;
  double to;
};

Span span_of(const SpectralDensity& density) {
  return std::visit(Overload{[](const PowerLaw& p) {
                               const double cutoff = p.cutoff.value_or(1);
                               return Span{1e-3 * cutoff, 100 * cutoff};
                             },
                             [](const Brownian& b) {
                               return Span{1e-3 * b.frequency, 100 * b.frequency};
                             },
                             [](const Table& t) {
                               const double end = t.frequencies().back();
                               return Span{std::max(t.frequencies().front(), 1e-3 * end), end};
                             },
                             [](const Drude& d) {
                               return Span{1e-3 * d.cutoff, 100 * d.cutoff};
                             },
                             [](const Function&) {
                               return Span{1e-6, 1e6};
                             },
                             [](const DensitySum& sum) {
                               Span all{1e300, 0};
                               for (const SingleDensity& term : sum.terms) {
                                 const Span own = span_of(any_density(term));
                                 all = {std::min(all.from, own.from), std::max(all.to, own.to)};
                               }
                               return all;
                             }},
                    density);
}

std::vector<double> log_grid(Span span, int count) {
  std::vector<double> grid(static_cast<std::size_t>(count), span.to);
  for (int k = 0; k + 1 < count; ++k) {
    grid[static_cast<std::size_t>(k)] =
        span.from * std::pow(span.to / span.from, static_cast<double>(k) / (count - 1));
  }
  return grid;
}

// The frequencies up to which the density is not small, from a twentieth of its peak on.
Span band_of(const SpectralDensity& density) {
  constexpr int kScan = 400;
  constexpr double kBelowPeak = 0.05;
  const Span span = span_of(density);
  const std::vector<double> w = log_grid(span, kScan);
  const std::vector<double> gamma = evaluate(density, w);
  const auto peak = std::ranges::max_element(gamma);
  if (!(*peak > 0)) throw NoAnswer("the spectral density vanishes");
  auto last = gamma.end() - 1;
  while (*last < kBand * *peak) --last;
  const double at_peak = w[static_cast<std::size_t>(peak - gamma.begin())];
  return {std::max(span.from, kBelowPeak * at_peak),
          w[static_cast<std::size_t>(last - gamma.begin())]};
}

// Parameters ln lambda^2, ln Omega, ln kappa of each term.
std::vector<Brownian> terms_of(const RealVector& parameters) {
  std::vector<Brownian> terms;
  for (Index k = 0; k < parameters.size(); k += 3) {
    terms.push_back(
        {std::exp(parameters(k) / 2), std::exp(parameters(k + 1)), std::exp(parameters(k + 2))});
  }
  return terms;
}

// What is left, row by row, and how it changes with the parameters.
class Rows {
 public:
  Rows(const SpectralDensity& density, std::span<const double> transitions)
      : frequencies_(log_grid(band_of(density), kRows)) {
    frequencies_.insert(frequencies_.end(), transitions.begin(), transitions.end());
    values_ = evaluate(density, frequencies_);
    largest_ = *std::ranges::max_element(values_);
    // All transitions together count as much as the band.
    const double weight = std::sqrt(static_cast<double>(kRows) /
                                    std::max<double>(1, static_cast<double>(transitions.size())));
    for (std::size_t i = 0; i < values_.size(); ++i) {
      const bool transition = i >= kRows;
      weights_.push_back(transition ? weight / std::max(values_[i], 1e-12 * largest_)
                                    : 1 / (values_[i] + kSmall * largest_));
    }
  }

  double largest() const { return largest_; }
  Span band() const { return {frequencies_.front(), frequencies_[kRows - 1]}; }

  RealVector left(const RealVector& parameters) const {
    RealVector rest(static_cast<Index>(values_.size()));
    const std::vector<Brownian> terms = terms_of(parameters);
    for (std::size_t i = 0; i < values_.size(); ++i) {
      double sum = -values_[i];
      for (const Brownian& term : terms) sum += evaluate(SpectralDensity(term), frequencies_[i]);
      rest(static_cast<Index>(i)) = weights_[i] * sum;
    }
    return rest;
  }

  RealMatrix slopes(const RealVector& parameters) const {
    constexpr double kStep = 1e-6;
    RealMatrix slopes(static_cast<Index>(values_.size()), parameters.size());
    for (Index k = 0; k < parameters.size(); ++k) {
      const RealVector step = kStep * RealVector::Unit(parameters.size(), k);
      slopes.col(k) = (left(parameters + step) - left(parameters - step)) / (2 * kStep);
    }
    return slopes;
  }

  // The root of the mean square of what is left over the band.
  double error_over_band(const RealVector& parameters) const {
    return std::sqrt(left(parameters).head(kRows).squaredNorm() / kRows);
  }

  double error_at_transitions(const RealVector& parameters) const {
    const std::vector<Brownian> terms = terms_of(parameters);
    double error = 0;
    for (std::size_t i = kRows; i < values_.size(); ++i) {
      double sum = 0;
      for (const Brownian& term : terms) sum += evaluate(SpectralDensity(term), frequencies_[i]);
      error = std::max(error, std::abs(sum / values_[i] - 1));
    }
    return error;
  }

 private:
  std::vector<double> frequencies_;
  std::vector<double> values_;
  std::vector<double> weights_;
  double largest_ = 0;
};

// Levenberg and Marquardt's method.
RealVector refine_fit(const Rows& rows, RealVector parameters) {
  double damping = 1e-2;
  RealVector rest = rows.left(parameters);
  for (int step = 0; step < kMostSteps && damping < 1e8; ++step) {
    const RealMatrix slopes = rows.slopes(parameters);
    RealMatrix normal = slopes.transpose() * slopes;
    normal.diagonal() *= 1 + damping;
    normal.diagonal().array() += 1e-12;
    const RealVector change = normal.ldlt().solve(-slopes.transpose() * rest);
    // No more than a factor of three at once.
    const RealVector next = parameters + change.cwiseMax(-1.1).cwiseMin(1.1);
    const RealVector left = rows.left(next);
    if (left.allFinite() && left.squaredNorm() < rest.squaredNorm()) {
      const bool done = rest.squaredNorm() - left.squaredNorm() < 1e-12 * rest.squaredNorm();
      parameters = next;
      rest = left;
      damping = std::max(damping / 5, 1e-10);
      if (done) break;
    } else {
      damping *= 4;
    }
  }
  return parameters;
}

// Terms side by side over the band, each as high as the density.
RealVector start(const Rows& rows, int count, double width) {
  const auto [from, to] = rows.band();
  RealVector parameters(3 * count);
  for (int k = 0; k < count; ++k) {
    const double frequency = from * std::pow(to / from, (k + 1.0) / (count + 1.0));
    // gamma(Omega) = 4 lambda^2/kappa.
    const double strength = rows.largest() * width * frequency / (4 * count);
    parameters.segment(static_cast<Index>(3 * k), 3) << std::log(strength), std::log(frequency),
        std::log(width * frequency);
  }
  return parameters;
}

}  // namespace

BrownianFit fit_brownian(const SpectralDensity& density, int count,
                         std::span<const double> frequencies) {
  const Rows rows(density, frequencies);
  RealVector best;
  double smallest = std::numeric_limits<double>::infinity();
  for (const double width : {0.5, 1.0, 2.0}) {
    const RealVector found = refine_fit(rows, start(rows, count, width));
    const double left = rows.left(found).squaredNorm();
    if (left < smallest) {
      smallest = left;
      best = found;
    }
  }
  if (best.size() == 0) throw NoAnswer("Brownian terms could not be fitted to the density");
  return {terms_of(best), rows.error_at_transitions(best), rows.error_over_band(best)};
}

}  // namespace quflux::inline mapping
