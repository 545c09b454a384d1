#include "quflux/study/specific_flow.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <vector>

#include <boost/math/tools/minima.hpp>

#include "quflux/core/error.h"
#include "quflux/core/recall.h"
#include "quflux/method/pair/recognise.h"
#include "quflux/road/answer_at.h"
#include "quflux/study/families.h"
#include "quflux/study/plan.h"

namespace quflux::inline study {

namespace {

using Curve = std::function<double(double)>;

// -J/g of the stationary state; NaN where there is none.
double specific_flow(const Study& study, const std::string& path, const PlannedRoad& road,
                     std::size_t bath, double strength) {
  const Answer answer =
      answer_at(model_at(study, path, strength), *road.road, road.forms[0], {Quantity::flows});
  return answer.answered(0) ? -answer.flows[bath] / strength : NAN;
}

// The best road to the flows of one equation.
PlannedRoad flow_road(const Study& study, const Equation& equation) {
  return make_plan({study.model, {equation}, {}, {make_observable("energy_flow")}}).roads.front();
}

// Couplings spread evenly in the logarithm over the interval, or the upper decades of it.
std::vector<double> samples(const Interval& interval) {
  constexpr int kSamples = 96;
  constexpr double kSmallest = 1e-4;  // of the upper end
  const double first = std::max(interval.lower, kSmallest * interval.upper);
  std::vector<double> result;
  result.reserve(kSamples);
  for (int i = 0; i < kSamples; ++i) {
    result.push_back(first * std::pow(interval.upper / first, i / (kSamples - 1.0)));
  }
  result.back() = interval.upper;
  return result;
}

// The maximum of a smooth function inside a bracket. Comparing values finds it to the root of their
// accuracy; two steps of Newton's method with differences of fourth order add the other digits.
double maximum(const Curve& f, double lower, double upper) {
  constexpr int kBits = 18;
  std::uintmax_t iterations = 60;
  double x = boost::math::tools::brent_find_minima([&](double g) { return -f(g); }, lower, upper,
                                                   kBits, iterations)
                 .first;
  for (int i = 0; i < 2; ++i) {
    const double h = std::min({0.05 * (upper - lower), (x - lower) / 2, (upper - x) / 2});
    const double centre = f(x);
    const double near_odd = f(x + h) - f(x - h);
    const double near_even = f(x + h) - 2 * centre + f(x - h);
    const double far_odd = f(x + 2 * h) - f(x - 2 * h);
    const double far_even = f(x + 2 * h) - 2 * centre + f(x - 2 * h);
    const double slope = (8 * near_odd - far_odd) / (12 * h);
    const double curvature = (16 * near_even - far_even) / (12 * h * h);
    if (!(curvature < 0)) break;
    const double next = x - slope / curvature;
    if (!(next > lower && next < upper)) break;
    x = next;
  }
  return x;
}

}  // namespace

bool is_coupling_strength(const Study& study, const std::string& path) {
  return std::ranges::any_of(study.model.couplings, [&](const Coupling& coupling) {
    return path == "coupling." + coupling.name + ".strength";
  });
}

OptimumRoad optimum_road(const Study& study, const Equation& equation) {
  const Model& model = study.model;
  const bool density_matrix = flow_road(study, equation).road->takes_any_model;
  if (model.baths.size() < 2) return {density_matrix, ""};
  const std::size_t size =
      density_matrix ? static_cast<std::size_t>(dimension(model)) : model.sites.size();
  const std::size_t largest = density_matrix ? kLargestOptimised : kLargestOptimisedNetwork;
  if (size <= largest) return {density_matrix, ""};
  return {density_matrix,
          fmt::format("optimal_coupling is not looked for: the model has {} {}, and it is for up "
                      "to {}",
                      size, density_matrix ? "states" : "sites", largest)};
}

std::optional<OptimalCoupling> optimal_coupling(const Study& study, const std::string& path,
                                                const Interval& interval, const Equation& equation,
                                                const std::atomic<bool>* stop) {
  if (!(interval.upper > 0) || study.model.baths.size() < 2) return std::nullopt;
  const PlannedRoad road = flow_road(study, equation);
  if (!optimum_road(study, equation).obstacle.empty()) return std::nullopt;
  const auto pair = recognise_pair(study.model);
  const std::size_t bath = pair ? pair->bath1 : 0;
  const auto signed_flow = [&](double g) {
    const auto flow = [&] {
      return Vector(Vector::Constant(1, specific_flow(study, path, road, bath, g)));
    };
    return recalled([g] { return question("specific flow", {g}); }, flow)(0).real();
  };
  const auto size = [&](double g) { return std::abs(signed_flow(g)); };
  const std::vector<double> g = samples(interval);
  std::vector<double> sizes;
  for (const double strength : g) {
    if (stop != nullptr && *stop) return std::nullopt;
    sizes.push_back(size(strength));
  }
  std::optional<std::size_t> top;
  for (std::size_t i = 1; i + 1 < g.size(); ++i) {
    if (!(sizes[i] > sizes[i - 1] && sizes[i] >= sizes[i + 1])) continue;
    if (!top || sizes[i] > sizes[*top]) top = i;
  }
  if (!top) return std::nullopt;
  const double best = maximum(size, g[*top - 1], g[*top + 1]);
  return OptimalCoupling{best, signed_flow(best)};
}

}  // namespace quflux::inline study
