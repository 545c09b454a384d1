#include "quflux/mapping/fit_band.h"

#include <algorithm>
#include <cmath>

#include "quflux/core/error.h"
#include "quflux/core/overload.h"
#include "quflux/numerics/quadrature.h"

namespace quflux::inline mapping {

namespace {

constexpr double kFar = 10;              // largest transitions that are fitted over at most
constexpr double kFarther = 1000;        // that are looked at
constexpr double kShareAccuracy = 1e-3;  // of a share
constexpr int kSamples = 200;            // of a function

std::vector<Table> tables(const SpectralDensity& density) {
  if (const auto* table = std::get_if<Table>(&density)) return {*table};
  std::vector<Table> found;
  if (const auto* sum = std::get_if<DensitySum>(&density)) {
    for (const SingleDensity& term : sum->terms) {
      if (const auto* table = std::get_if<Table>(&term)) found.push_back(*table);
    }
  }
  return found;
}

// The last frequency at which values are half of the largest one.
double reach(const std::vector<double>& frequencies, const std::vector<double>& values) {
  const double half = *std::ranges::max_element(values) / 2;
  std::size_t last = values.size() - 1;
  while (last > 0 && values[last] < half) --last;
  return frequencies[last];
}

// From a thousandth of the largest transition to ten of it.
double reach(const Function& function, double largest_transition) {
  std::vector<double> frequencies;
  for (int i = 0; i <= kSamples; ++i) {
    frequencies.push_back(kFar * largest_transition *
                          std::pow(1e4, static_cast<double>(i) / kSamples - 1));
  }
  return reach(frequencies, evaluate(SpectralDensity(function), frequencies));
}

double reach(const SpectralDensity& density, double largest_transition) {
  return std::visit(Overload{[](const PowerLaw& p) { return 2 * p.cutoff.value_or(0); },
                             [](const Drude& d) { return 2 * d.cutoff; },
                             [](const Brownian& b) { return 2 * (b.frequency + b.width); },
                             [](const Table& t) { return reach(t.frequencies(), t.values()); },
                             [&](const Function& u) { return reach(u, largest_transition); },
                             [&](const DensitySum& sum) {
                               double farthest = 0;
                               for (const SingleDensity& term : sum.terms) {
                                 farthest = std::max(farthest,
                                                     reach(any_density(term), largest_transition));
                               }
                               return farthest;
                             }},
                    density);
}

std::string obstacle(const PowerLaw& p) {
  if (p.coefficient == 0) return "";
  if (p.exponent < 1) {
    return fmt::format(
        "gamma(w)/w of w^{} diverges at w = 0, which the lines of a few modes do not; take an "
        "exponent of 1 or more, or 'given_modes'",
        p.exponent);
  }
  if (!p.cutoff) {
    return fmt::format(
        "w^{} without a cutoff has no end to which modes could be fitted; give it a 'cutoff', or "
        "take 'given_modes'",
        p.exponent);
  }
  return "";
}

}  // namespace

std::string surrogate_obstacle(const SpectralDensity& density) {
  return std::visit(Overload{[](const PowerLaw& p) { return obstacle(p); },
                             [](const DensitySum& sum) {
                               std::string reason;
                               for (const SingleDensity& term : sum.terms) {
                                 if (reason.empty()) reason = surrogate_obstacle(any_density(term));
                               }
                               return reason;
                             },
                             [](const auto&) { return std::string(); }},
                    density);
}

double fit_end(const SpectralDensity& density, double largest_transition) {
  return std::clamp(reach(density, largest_transition), 2 * largest_transition,
                    kFar * largest_transition);
}

double share_beyond(const SpectralDensity& density, double frequency) {
  std::vector<double> ends{frequency};
  for (const Peak& peak : peaks(density)) {
    for (const double widths : {-1.0, 0.0, 1.0}) {
      ends.push_back(peak.frequency + widths * peak.width);
    }
  }
  for (const Table& table : tables(density)) {
    ends.insert(ends.end(), table.frequencies().begin(), table.frequencies().end());
  }
  const double least = std::log(frequency / kFarther);
  const double most = std::log(frequency * kFarther);
  std::vector<double> places{least, most};
  for (double x = least + 1; x < most; ++x) places.push_back(x);
  for (const double end : ends) {
    if (end > 0 && std::log(end) > least && std::log(end) < most) places.push_back(std::log(end));
  }
  std::ranges::sort(places);
  // gamma(w)/w dw = gamma d ln w.
  const auto over = [&](double from, double to) {
    std::vector<Segment> segments;
    for (std::size_t i = 0; i + 1 < places.size(); ++i) {
      if (places[i] < from || places[i + 1] > to || places[i] == places[i + 1]) continue;
      segments.push_back({places[i], 0, places[i + 1] - places[i]});
    }
    const auto gamma = [&](const Frequency& x) {
      const double w = std::exp(x.value());
      return RealVector{{is_known_at(density, w) ? evaluate(density, w) : 0}};
    };
    return integrate(gamma, segments, kShareAccuracy).value(0);
  };
  const double beyond = over(std::log(frequency), most);
  const double all = over(least, std::log(frequency)) + beyond;
  return all > 0 ? beyond / all : 0;
}

std::vector<double> highest_rows(const SpectralDensity& density, double end, int parts) {
  std::vector<double> highest;
  for (const Table& table : tables(density)) {
    const std::vector<double>& w = table.frequencies();
    const std::vector<double>& values = table.values();
    int last_part = -1;
    double height = 0;
    for (std::size_t i = 1; i + 1 < values.size() && w[i] < end; ++i) {
      if (!(values[i] > values[i - 1] && values[i] >= values[i + 1])) continue;
      const int part = static_cast<int>(w[i] / end * parts);
      if (part != last_part) {
        highest.push_back(w[i]);
      } else if (values[i] > height) {
        highest.back() = w[i];
      } else {
        continue;
      }
      last_part = part;
      height = values[i];
    }
  }
  return highest;
}

bool is_known_at(const SpectralDensity& density, double frequency) {
  return std::ranges::all_of(tables(density), [&](const Table& table) {
    const double first = table.slope_at_zero() ? 0 : table.frequencies().front();
    return frequency >= first && frequency <= table.frequencies().back();
  });
}

}  // namespace quflux::inline mapping
