#include "quflux/study/plan.h"

#include <algorithm>
#include <limits>
#include <optional>

#include "quflux/core/error.h"
#include "quflux/numerics/memory.h"

namespace quflux::inline study {

namespace {

// The road that an equation takes, or why it takes none.
struct RoadOrReason {
  const RoadTo* road;
  std::string reason;
};

RoadOrReason road_of(const Equation& equation, const Model& model, const Quantities& quantities,
                     const std::optional<Course>& course, Roads allowed) {
  const std::vector<RoadTo>& roads = equation.kind.roads;
  const bool only_general =
      allowed == Roads::density_matrix &&
      std::ranges::any_of(roads, [](const RoadTo& to) { return to.road->takes_any_model; });
  std::string reason;
  for (const RoadTo& to : roads) {
    if (only_general && !to.road->takes_any_model) continue;
    reason = obstacle(*to.road, model, {to.form, equation.options}, quantities, course);
    if (reason.empty()) return {&to, ""};
  }
  return {nullptr, only_general ? reason : obstacle(equation, model, quantities, course)};
}

template <class Kind>
bool all_are(const Model& model) {
  return std::ranges::all_of(model.sites,
                             [](const Site& s) { return std::holds_alternative<Kind>(s.kind); });
}

// `obstacle`: why no faster road leads there.
std::string density_matrix_in_words(bool atoms, Roads roads, const std::string& obstacle) {
  std::string text = "solved by the density matrix";
  if (!atoms) text += " (oscillators cut at their levels)";
  if (roads == Roads::density_matrix) text += ", as was asked for";
  if (roads == Roads::automatic && !obstacle.empty()) text += ", since " + obstacle;
  return text;
}

}  // namespace

std::vector<OutputArray> Plan::arrays() const {
  std::vector<OutputArray> all;
  for (const BoundObservable& observable : observables) {
    all.insert(all.end(), observable.arrays.begin(), observable.arrays.end());
  }
  return all;
}

std::vector<OutputArray> output_arrays(const Study& study) { return make_plan(study).arrays(); }

Plan make_plan(const Study& study, Roads roads) {
  Plan plan;
  plan.reasons.resize(study.equations.size());
  const auto refuse = [&](std::size_t e, const std::string& reason) {
    if (!study.equations[e].optional) throw Error(reason);
    if (plan.reasons[e].empty()) plan.reasons[e] = reason;
  };
  // Limits of initial states are those of density matrices.
  if (study.initial) roads = Roads::density_matrix;
  for (const Observable& output : study.outputs) {
    if (output.kind.in_time_alone && !study.course) {
      throw Error(fmt::format("{} is known along time alone; the model has no [time]",
                              output.array_name()));
    }
    plan.observables.push_back(output.kind.bind(study.model, output));
    for (std::size_t e = 0; e < study.equations.size(); ++e) {
      const std::string reason = plan.observables.back().obstacle(study.model, study.equations[e]);
      if (!reason.empty()) refuse(e, reason);
    }
    plan.quantities |= plan.observables.back().needs;
    if (study.course) plan.quantities |= plan.observables.back().needs_in_time;
  }
  for (std::size_t e = 0; e < study.equations.size(); ++e) {
    if (!plan.reasons[e].empty()) continue;
    const Equation& equation = study.equations[e];
    const auto [to, reason] = road_of(equation, study.model, plan.quantities, study.course, roads);
    if (to == nullptr) {
      refuse(e, reason);
      continue;
    }
    auto known = std::ranges::find(plan.roads, to->road, &PlannedRoad::road);
    if (known == plan.roads.end()) known = plan.roads.insert(known, {to->road, {}, {}});
    known->equations.push_back(e);
    known->forms.push_back({to->form, equation.options});
  }
  // A tile as small as any road wants it: slow ones are handed out, counted and stopped one by one.
  if (!plan.roads.empty()) {
    plan.tile = std::numeric_limits<std::size_t>::max();
    for (const PlannedRoad& planned : plan.roads) {
      plan.tile = std::min(plan.tile, planned.road->tile);
    }
  }
  if (study.course) plan.tile = time_count(study);
  plan.one_at_a_time = std::ranges::any_of(plan.roads, [&](const PlannedRoad& planned) {
    return planned.road->one_at_a_time(study.model);
  });
  plan.fills_cores = plan.roads.size() == 1 && plan.roads.front().equations.size() == 1 &&
                     plan.roads.front().road->fills_cores(study.model);
  return plan;
}

std::string labels(const Study& study, const PlannedRoad& planned) {
  std::string text;
  for (const std::size_t e : planned.equations) {
    text += (text.empty() ? "" : ", ") + study.equations[e].label;
  }
  return text;
}

std::string road_in_words(const Study& study, Plan plan, Roads roads) {
  const bool atoms = all_are<TwoLevel>(study.model);
  if (study.model.sites.empty() || !(atoms || all_are<Oscillator>(study.model))) return "";
  if (atoms && study.model.sites.size() < 2) return "";
  std::stable_partition(plan.roads.begin(), plan.roads.end(),
                        [](const PlannedRoad& planned) { return !planned.road->takes_any_model; });
  std::string text;
  for (const PlannedRoad& planned : plan.roads) {
    std::string how = planned.road->in_words(study.model);
    // By the density matrix atoms have the same numbers, oscillators those of their levels.
    if (planned.road->takes_any_model && (roads == Roads::automatic || !atoms)) {
      const Equation& first = study.equations[planned.equations.front()];
      how = density_matrix_in_words(
          atoms, roads, faster_road_obstacle(first, study.model, plan.quantities, study.course));
    }
    if (how.empty()) continue;
    text += fmt::format("{}{}: {}", text.empty() ? "" : "; ", labels(study, planned), how);
  }
  return text;
}

void require_memory(const Study& study, const std::vector<OutputArray>& arrays) {
  std::size_t numbers = 0;
  for (const OutputArray& array : arrays) numbers += array.size();
  const std::size_t points = grid_size(study);
  const double needed = static_cast<double>(points) *
                        static_cast<double>(study.equations.size() * numbers) *
                        static_cast<double>(sizeof(double));
  const std::string lacking = lacking_memory(needed);
  if (lacking.empty()) return;
  throw Error(fmt::format(
      "the results of {} points need {}; quflux run -o FILE, without --format and --plot, has a "
      "part of them in memory at a time, or sweep fewer points, equations or outputs at a time",
      points, lacking));
}

}  // namespace quflux::inline study
