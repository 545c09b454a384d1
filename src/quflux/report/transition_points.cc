#include "quflux/report/transition_points.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <utility>

#include <fmt/ranges.h>

#include "quflux/report/words.h"

namespace quflux::inline report {

namespace {

std::string sum(const std::vector<int>& parts) { return fmt::format("{}", fmt::join(parts, "+")); }

int digits(const TransitionPoint& p) {
  if (!(p.error > 0)) return kPlaceDigits;
  const double size = std::hypot(p.parameters[0], p.parameters[1]);
  return std::clamp(static_cast<int>(std::ceil(std::log10(size / p.error))) + 1, 2, kPlaceDigits);
}

}  // namespace

std::vector<std::string> point_cells(const TransitionPoint& p) {
  return {number(p.parameters[0], digits(p)),
          number(p.parameters[1], digits(p)),
          name(p.kind),
          std::to_string(order(p)),
          sum(p.jordan_blocks),
          p.cycles.empty() ? "-" : sum(p.cycles),
          std::isnan(p.branch_exponent) ? "-" : fmt::format("{:.4f}", p.branch_exponent),
          fmt::format("{0:.{2}g} {1:+.{2}g}i", p.eigenvalue.real(), p.eigenvalue.imag(),
                      std::min(digits(p), 9))};
}

std::vector<std::string> point_titles(std::string first, std::string second) {
  return {std::move(first), std::move(second), "kind",     "order",
          "Jordan blocks",  "branches",        "exponent", "eigenvalue"};
}

nlohmann::ordered_json point_fields(const TransitionPoint& point) {
  return {{"kind", name(point.kind)},
          {"error", point.error},
          {"order", order(point)},
          {"branch_exponent", point.branch_exponent},
          {"multiplicity", point.multiplicity},
          {"jordan_blocks", point.jordan_blocks},
          {"cycles", point.cycles},
          {"eigenvalue", {point.eigenvalue.real(), point.eigenvalue.imag()}}};
}

void add_points(Dataset& dataset, const std::vector<std::vector<TransitionPoint>>& of_equations,
                const ParameterNames& first, const ParameterNames& second) {
  std::size_t most = 0;
  for (const auto& points : of_equations) most = std::max(most, points.size());
  if (most == 0) return;
  dataset.dimensions.emplace_back("exceptional_point_index", most);
  const auto add = [&](const char* variable, const char* units, const std::string& long_name,
                       const std::function<double(const TransitionPoint&)>& get) {
    std::vector<double> values;
    for (const auto& points : of_equations) {
      for (std::size_t i = 0; i < most; ++i) {
        values.push_back(i < points.size() ? get(points[i]) : NAN);
      }
    }
    dataset.variables.push_back(
        {variable, {"equation", "exceptional_point_index"}, values, units, long_name, {}});
  };
  add(first.variable, "", first.long_name,
      [](const TransitionPoint& p) { return p.parameters[0]; });
  add(second.variable, "", second.long_name,
      [](const TransitionPoint& p) { return p.parameters[1]; });
  add("exceptional_point_error", "", "error of the parameter; 0: that of rounding",
      [](const TransitionPoint& p) { return p.error; });
  add("exceptional_point_kind", "1", "what relaxes: 0 coherences, 1 flows, 2 both",
      [](const TransitionPoint& p) { return static_cast<double>(p.kind); });
  add("order", "1", "size of the largest Jordan block",
      [](const TransitionPoint& p) { return static_cast<double>(order(p)); });
  add("multiplicity", "1", "eigenvalues that coalesce",
      [](const TransitionPoint& p) { return static_cast<double>(p.multiplicity); });
  add("branch_exponent", "1", "exponent of the branches",
      [](const TransitionPoint& p) { return p.branch_exponent; });
  add("eigenvalue_re", "energy", "eigenvalue at the exceptional point, real part",
      [](const TransitionPoint& p) { return p.eigenvalue.real(); });
  add("eigenvalue_im", "energy", "eigenvalue at the exceptional point, imaginary part",
      [](const TransitionPoint& p) { return p.eigenvalue.imag(); });
}

}  // namespace quflux::inline report
