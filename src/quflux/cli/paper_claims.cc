#include "quflux/cli/paper_claims.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>

#include <boost/math/tools/minima.hpp>
#include <nlohmann/json.hpp>

#include "quflux/core/error.h"
#include "quflux/files/atomic_file.h"
#include "quflux/method/pair/exceptional_point.h"
#include "quflux/method/pair/optimum.h"
#include "quflux/method/pair/recognise.h"
#include "quflux/method/pair/stationary.h"
#include "quflux/report/table.h"
#include "quflux/study/families.h"

namespace quflux {

namespace {

// A claim with its model and equation looked up.
struct Subject {
  const PaperClaim& claim;
  Study file;
  PairEquation equation;
};

// The axis a claim runs along: the first of the sweep.
const SweepAxis& axis(const Subject& s) {
  if (s.file.sweep.axes.empty()) {
    throw Error(fmt::format("the measure '{}' needs a model with a sweep; {} has none",
                            s.claim.measure, s.claim.model));
  }
  return s.file.sweep.axes.front();
}

// The pair of the model, with one swept parameter (and what follows it) set.
PairModel pair_at(const Subject& s, double value) {
  Model model = s.file.model;
  const Sweep single{{SweepAxis{axis(s).path, {value}}}, s.file.sweep.follows};
  BoundSweep(model, single).set_point(0);
  return require_pair(model);
}

double flow(const PaperClaim& claim, const Model& model, const PairModel& pair,
            PairEquation equation) {
  const auto bath = std::ranges::find(model.baths, claim.bath, &ModelBath::name);
  if (bath == model.baths.end()) {
    throw Error(fmt::format("{} has no bath '{}'", claim.model, claim.bath));
  }
  const auto index = static_cast<std::size_t>(bath - model.baths.begin());
  const StationaryPair state = stationary(pair.pair, equation);
  return index == pair.bath1 ? state.flow1 : state.flow2;
}

double flow_at(const Subject& s, double value) {
  return flow(s.claim, s.file.model, pair_at(s, value), s.equation);
}

OptimalCoupling ridge_at(const Subject& s, double value) {
  const auto best = optimal_coupling(pair_at(s, value).pair, s.equation);
  if (!best) {
    throw Error(fmt::format("{} has no ridge at {} = {}", s.claim.model, axis(s).path, value));
  }
  return *best;
}

// The middle of a quantity along the axis, and half its spread as a fraction of it.
struct Range {
  double middle;
  double variation;
};

Range range(const Subject& s, const std::function<double(double)>& quantity) {
  double lowest = INFINITY;
  double highest = -INFINITY;
  for (const double value : axis(s).values) {
    const double q = quantity(value);
    lowest = std::min(lowest, q);
    highest = std::max(highest, q);
  }
  const double middle = (lowest + highest) / 2;
  return {middle, (highest - lowest) / 2 / std::abs(middle)};
}

Range ridge_coupling(const Subject& s) {
  return range(s, [&](double v) { return ridge_at(s, v).coupling; });
}

Range ridge_slope(const Subject& s) {
  return range(s, [&](double v) { return ridge_at(s, v).coupling / v; });
}

Range ridge_flow(const Subject& s) {
  return range(s, [&](double v) { return ridge_at(s, v).specific_flow; });
}

double ridge_start(const Subject& s) {
  constexpr double kNearlyZero = 1e-9;  // of the largest rate; the ridge moves as its square
  return ridge_at(s, kNearlyZero * axis(s).values.back()).coupling;
}

std::pair<double, double> flow_maximum(const Subject& s) {
  const auto [from, to] = std::ranges::minmax(axis(s).values);
  const auto [at, value] = boost::math::tools::brent_find_minima(
      [&](double v) { return -std::abs(flow_at(s, v)); }, from, to, 52);
  return {at, -value};
}

double flow_nonlinearity(const Subject& s) {
  return range(s, [&](double v) { return flow_at(s, v) / v; }).variation;
}

Complex exceptional(const Subject& s) {
  const auto point = exceptional_coupling(require_pair(s.file.model).pair, s.equation);
  return point ? point->parameter : Complex(NAN, NAN);
}

ExceptionalDetuning exceptional_plane(const Subject& s) {
  const auto point = exceptional_detuning(require_pair(s.file.model).pair, s.equation);
  return point.value_or(ExceptionalDetuning{NAN, NAN});
}

struct Measure {
  std::string_view name;
  double (*measure)(const Subject&);
};

constexpr std::array kMeasures{
    Measure{"exceptional_coupling", [](const Subject& s) { return exceptional(s).real(); }},
    Measure{"exceptional_coupling_imaginary",
            [](const Subject& s) { return exceptional(s).imag(); }},
    Measure{"exceptional_detuning", [](const Subject& s) { return exceptional_plane(s).detuning; }},
    Measure{"exceptional_detuning_coupling",
            [](const Subject& s) { return exceptional_plane(s).coupling; }},
    Measure{"flow",
            [](const Subject& s) {
              return flow(s.claim, s.file.model, require_pair(s.file.model), s.equation);
            }},
    Measure{"flow_maximum", [](const Subject& s) { return flow_maximum(s).second; }},
    Measure{"flow_maximum_at", [](const Subject& s) { return flow_maximum(s).first; }},
    Measure{"flow_nonlinearity", &flow_nonlinearity},
    Measure{"ridge_coupling", [](const Subject& s) { return ridge_coupling(s).middle; }},
    Measure{"ridge_coupling_variation",
            [](const Subject& s) { return ridge_coupling(s).variation; }},
    Measure{"ridge_flow", [](const Subject& s) { return ridge_flow(s).middle; }},
    Measure{"ridge_flow_variation", [](const Subject& s) { return ridge_flow(s).variation; }},
    Measure{"ridge_slope", [](const Subject& s) { return ridge_slope(s).middle; }},
    Measure{"ridge_slope_variation", [](const Subject& s) { return ridge_slope(s).variation; }},
    Measure{"ridge_start", &ridge_start},
};

double measure(const Subject& s) {
  const auto* found = std::ranges::find(kMeasures, s.claim.measure, &Measure::name);
  if (found == kMeasures.end()) {
    std::string names;
    for (const Measure& m : kMeasures) {
      names += (names.empty() ? "" : ", ") + std::string(m.name);
    }
    throw Error(fmt::format("the claim '{}' has the measure '{}'; allowed are {}", s.claim.claim,
                            s.claim.measure, names));
  }
  return found->measure(s);
}

}  // namespace

std::vector<ClaimResult> check_claims(const PaperFolder& folder, const std::set<int>& figures) {
  std::vector<ClaimResult> results;
  for (const PaperClaim& claim : folder.claims()) {
    if (claim.figure && !figures.contains(*claim.figure)) continue;
    const double measured =
        measure({claim, folder.model(claim.model), pair_equation(equation(claim.equation))});
    results.push_back({claim, measured, std::abs(measured - claim.expected) <= claim.tolerance});
  }
  return results;
}

std::string claims_table(const std::vector<ClaimResult>& results) {
  Table table{{"claim", "expected", "measured", ""}, {}};
  for (const ClaimResult& r : results) {
    const std::string figure =
        r.claim.figure ? fmt::format("Fig. {}: ", *r.claim.figure) : std::string();
    table.rows.push_back({figure + r.claim.claim, fmt::format("{:.12g}", r.claim.expected),
                          fmt::format("{:.12g}", r.measured), r.pass ? "pass" : "FAIL"});
  }
  return to_text(table);
}

void write_claims(const std::vector<ClaimResult>& results, const std::filesystem::path& path) {
  nlohmann::ordered_json list = nlohmann::ordered_json::array();
  for (const ClaimResult& r : results) {
    list.push_back({{"claim", r.claim.claim},
                    {"expected", r.claim.expected},
                    {"measured", r.measured},
                    {"tolerance", r.claim.tolerance},
                    {"pass", r.pass}});
  }
  write_file(path, list.dump(2) + "\n");
}

}  // namespace quflux
