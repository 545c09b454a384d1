#include "quflux/method/counting.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <utility>

#include "quflux/core/constants.h"
#include "quflux/core/error.h"
#include "quflux/road/answer_at.h"

namespace quflux::inline method {

namespace {

// Where lambda has ended; finite, so that all numbers compare with it.
constexpr double kWall = 1e100;

// The road that counts, or why none does.
std::pair<const RoadTo*, std::string> counting_road(const Equation& equation, const Model& model) {
  std::string reason = "it does not count the energy from its baths";
  for (const RoadTo& to : equation.kind.roads) {
    if (!to.road->counting) continue;
    reason = to.road->counting->obstacle(model, {to.form, equation.options});
    if (reason.empty()) return {&to, ""};
  }
  return {nullptr, fmt::format("{}: {}", equation.label, reason)};
}

// Energy flows of the road that counts, with the digits that it finds.
RealVector flows_of(const RoadTo& to, const Equation& equation, const Model& model) {
  const Answer answer = answer_at(model, *to.road, {to.form, equation.options}, {Quantity::flows});
  if (!answer.answered(0)) throw NoAnswer(answer.reasons.at(0));
  return Eigen::Map<const RealVector>(answer.flows.data(),
                                      static_cast<Eigen::Index>(answer.flows.size()));
}

struct Minimum {
  double at;
  double value;
};

// Of a function that falls and rises, behind which there may be a wall.
Minimum golden_section(const std::function<double(double)>& f, double from, double to) {
  constexpr int kSteps = 40;  // half of the digits of x, and all of those of the minimum
  const double part = (std::sqrt(5.0) - 1) / 2;
  double near = to - part * (to - from);
  double far = from + part * (to - from);
  double at_near = f(near);
  double at_far = f(far);
  for (int step = 0; step < kSteps; ++step) {
    if (at_near <= at_far) {
      to = std::exchange(far, near);
      at_far = at_near;
      near = to - part * (to - from);
      at_near = f(near);
    } else {
      from = std::exchange(near, far);
      at_near = at_far;
      far = from + part * (to - from);
      at_far = f(far);
    }
  }
  return at_near <= at_far ? Minimum{near, at_near} : Minimum{far, at_far};
}

}  // namespace

std::string counting_obstacle(const Equation& equation, const Model& model) {
  return counting_road(equation, model).second;
}

FlowStatistics flow_statistics(const Equation& equation, const Model& model) {
  const auto [to, reason] = counting_road(equation, model);
  if (to == nullptr) throw Error(reason);
  return to->road->counting->statistics(model, {to->form, equation.options});
}

ToldCumulants cumulants(const Equation& equation, const Model& model, const RealVector& c,
                        int order) {
  const auto [to, reason] = counting_road(equation, model);
  if (to == nullptr) throw Error(reason);
  const FlowStatistics statistics =
      to->road->counting->statistics(model, {to->form, equation.options});
  ToldCumulants told = told_cumulants(statistics, c, order);
  if (statistics.counts_flows) {
    // All flows together vanish, so that equal numbers take nothing from the digits.
    told.values(0) = around_zero(c).dot(flows_of(*to, equation, model));
  }
  return told;
}

std::vector<Matrix> bath_noise(const Equation& equation, const Model& model,
                               std::span<const double> frequencies) {
  const FlowStatistics statistics = flow_statistics(equation, model);
  if (!statistics.noise_spectrum) {
    throw Error(fmt::format(
        "{}: the noise between baths is known at the frequency 0 alone, the output flow_noise",
        equation.label));
  }
  return statistics.noise_spectrum(frequencies);
}

double rate_function(const FlowStatistics& statistics, const RealVector& known, const RealVector& c,
                     double flow) {
  const auto deficit = [&](double x) {
    const double lambda = statistics.generating_function(x * c);
    return std::isfinite(lambda) ? lambda - x * flow : kWall;
  };
  // Where lambda is a parabola this is where x J - lambda is largest.
  const double guess = (flow - known(0)) / known(1);
  if (guess == 0) return 0;
  if (!std::isfinite(guess)) return kNaN;
  // Outwards from where lambda is known.
  constexpr double kNear = 1e-3;
  constexpr int kMostDoublings = 70;
  double outer = kNear * guess;
  double inner = 0;
  double least = 0;
  for (int doubling = 0;; ++doubling) {
    const double there = deficit(outer);
    if (!(there < least)) break;
    if (doubling == kMostDoublings) return std::numeric_limits<double>::infinity();
    inner = doubling == 0 ? 0 : outer / 2;
    least = there;
    outer *= 2;
  }
  const Minimum found = golden_section(deficit, inner, outer);
  // A largest value beside what is not known is not known to be one.
  const double aside = 1e-3 * (outer - inner);
  const bool at_wall = deficit(found.at - aside) == kWall || deficit(found.at + aside) == kWall;
  if (at_wall && !statistics.ends) return kNaN;
  return std::max(0.0, -std::min(found.value, least));
}

}  // namespace quflux::inline method
