#include "quflux/validity/audit.h"

#include <algorithm>
#include <cmath>

#include "quflux/core/error.h"
#include "quflux/road/answer_at.h"
#include "quflux/study/flow_difference.h"
#include "quflux/study/grade.h"
#include "quflux/study/level_cut.h"
#include "quflux/validity/rate_slope.h"
#include "quflux/validity/sampled_points.h"

namespace quflux::inline validity {

namespace {

constexpr Quantities kJudged{Quantity::flows, Quantity::flow_errors};

// Up to this dimension, and slope of the rates, a hierarchy takes seconds with these options, and
// so many points of one are waited for.
constexpr Eigen::Index kLargestJudged = 8;
constexpr double kSteepestJudged = 0.3;
constexpr std::size_t kMostJudged = 3;
const Options& options_in_seconds() {
  static const Options options{{"tolerance", 1e-2}, {"memory", 0.25}};
  return options;
}

// Flows of the judge with a larger error, of the largest flow, judge nothing.
constexpr double kKnown = 0.1;

// The first road of an equation to its flows; null: there is none.
const RoadTo* road_to_flows(const Equation& equation, const Model& model) {
  for (const RoadTo& to : equation.kind.roads) {
    if (to.road->obstacle(model, {to.form, equation.options}, kJudged).empty()) return &to;
  }
  return nullptr;
}

// Whether an exact equation takes seconds at a point.
bool takes_seconds(const Equation& equation, const PointOfModel& at) {
  const RoadTo* to = road_to_flows(equation, at.model);
  if (to == nullptr) return false;
  if (to->road->at_once(at.model)) return true;
  return at.system && at.system->hamiltonian.rows() <= kLargestJudged &&
         largest_slope(at, [](std::size_t) { return 1.0; }).value <= kSteepestJudged;
}

// The flows of what is exact, where that takes seconds.
Stationary solve_exactly(const PointOfModel& at, const Equation& equation) {
  const RoadTo* to = road_to_flows(equation, at.model);
  if (to == nullptr) return {{}, obstacle(equation, at.model, kJudged)};
  if (!takes_seconds(equation, at)) return {{}, "that takes too long in this model", true};
  Answer answer = answer_at(at.model, *to->road, {to->form, equation.options}, kJudged);
  std::string reason = answer.answered(0) ? "" : answer.reasons.at(0);
  return {std::move(answer), std::move(reason)};
}

// The study's judge, as fast as it may be where nobody asks for it; none where it does not know the
// model.
std::optional<Equation> quick_judge(const Study& study) {
  Equation judge = judge_of(study);
  if (road_to_flows(judge, study.model) == nullptr) return std::nullopt;
  if (find_labelled(study.equations, judge.label) != nullptr) return judge;
  judge.options.merge(known_options(judge.kind, options_in_seconds()));
  return judge;
}

bool is_worse(const CheckedNumber& a, const CheckedNumber& b) {
  if (a.verdict != b.verdict) return a.verdict > b.verdict;
  return a.number.badness > b.number.badness;
}

void keep_worst(const CheckedNumber& number, std::vector<CheckedNumber>& worst) {
  const auto known = std::ranges::find(worst, number.check, &CheckedNumber::check);
  if (known == worst.end()) {
    worst.push_back(number);
  } else if (is_worse(number, *known)) {
    *known = number;
  }
}

void keep_farthest(const FarFrom& far, std::optional<FarFrom>& farthest) {
  if (std::isnan(far.difference)) return;
  if (!farthest || (far.exact && !farthest->exact) ||
      (far.exact == farthest->exact && far.difference > farthest->difference)) {
    farthest = far;
  }
}

// The first one that there is.
void keep_obstacle(const std::string& obstacle, AuditedEquation& equation) {
  if (equation.obstacle.empty()) equation.obstacle = obstacle;
}

class Auditor {
 public:
  Auditor(const Study& study, const SampledPoints& points)
      : study_(study), judge_(quick_judge(study)) {
    result_.keys = points.keys;
    result_.points = points.values;
    for (const Equation& equation : study.equations) {
      result_.equations.push_back({.label = equation.label, .numbers = {}});
    }
  }

  /// Whether the judge is there at once, and need not be spared.
  bool judges_at_once(const Model& model) const {
    const RoadTo* to = judge_ ? road_to_flows(*judge_, model) : nullptr;
    return to != nullptr && to->road->at_once(model);
  }

  void look_at(const Model& model, std::size_t point, bool judged) {
    Study here = study_;
    here.model = model;
    const Plan plan = make_plan(here);
    const bool by_modes = std::ranges::any_of(
        plan.roads, [](const PlannedRoad& planned) { return planned.road->by_modes; });
    PointOfModel at = point_of_model(here.model, here.options, by_modes);
    if (at.system && at.system->hamiltonian.rows() <= kLargestAudited &&
        !(by_modes && has_oscillators(here.model))) {
      at.next_order = next_order(*at.system);
    }
    Comparer comparer(here, plan, at.scales ? at.scales->largest_feed : 0);
    for (std::size_t e = 0; e < plan.reasons.size(); ++e) {
      keep_obstacle(plan.reasons[e], result_.equations[e]);
    }
    std::optional<Stationary> of_judge;
    if (judge_ && judged) of_judge = solve_exactly(at, *judge_);
    const bool known = of_judge && knows(*of_judge);
    if (known) result_.judge = judge_->label;
    if (of_judge && !known) result_.not_judged.push_back(point);
    const Answer* exact = known ? &of_judge->answer : nullptr;
    for (const PlannedRoad& planned : plan.roads) {
      for (const std::size_t e : planned.equations) {
        const Equation& equation = here.equations[e];
        if (is_exact(equation)) {
          if (!judged) continue;
          const bool is_judge = of_judge && equation.label == judge_->label;
          check(at, equation, *planned.road, is_judge ? *of_judge : solve_exactly(at, equation), e,
                point, nullptr);
          continue;
        }
        const Stationary& stationary = comparer.stationary(e);
        check(at, equation, *planned.road, stationary, e, point, exact);
        for (const Comparison& c : comparer.compare(e)) {
          if (!c.obstacle.empty() || !c.verdict) continue;
          keep_farthest({c.reference.label, is_exact(c.reference), c.difference, 0, point},
                        result_.equations[e].far);
        }
      }
    }
  }

  Audit result() && {
    for (AuditedEquation& equation : result_.equations) {
      std::ranges::sort(equation.numbers, {}, &CheckedNumber::check);  // a table lies in order
    }
    choose_best();
    return std::move(result_);
  }

 private:
  void check(const PointOfModel& at, const Equation& equation, const Road& road,
             const Stationary& stationary, std::size_t e, std::size_t point, const Answer* exact) {
    AuditedEquation& audited = result_.equations[e];
    if (!stationary.obstacle.empty()) {
      keep_obstacle(stationary.obstacle, audited);
      return;
    }
    audited.flows[point] = stationary.answer.flows;
    AuditedPoint seen = audited_point(at, equation, road, stationary);
    if (exact != nullptr) {
      const double difference = flow_difference(stationary.answer.flows, exact->flows);
      const double error = exact->flow_errors[0] / largest_flow(exact->flows);
      seen.off_exact = {judge_->label, difference};
      keep_farthest({judge_->label, true, difference, error, point}, audited.far);
    }
    if (audited.eigenvalues.size() == 0 && seen.audited) {
      audited.eigenvalues = seen.audited->eigenvalues;
    }
    for (const Check& row : checks()) {
      const std::optional<Measured> number = row.measure(seen);
      if (number) keep_worst({&row, *number, verdict(row, *number), point}, audited.numbers);
    }
  }

  // Whether it knows the flows.
  static bool knows(const Stationary& exact) {
    if (!exact.obstacle.empty()) return false;
    const double largest = largest_flow(exact.answer.flows);
    return largest > 0 && exact.answer.flow_errors[0] <= kKnown * largest;
  }

  void choose_best() {
    const bool judged = std::ranges::any_of(
        result_.equations, [](const AuditedEquation& e) { return e.far && e.far->exact; });
    const auto key = [&](std::size_t e) {
      const AuditedEquation& equation = result_.equations[e];
      const double far = equation.far ? equation.far->difference : 0;
      const double difference = !judged || is_exact(study_.equations[e]) ? 0
                                : equation.far && equation.far->exact    ? far
                                                                         : HUGE_VAL;
      return std::tuple(!equation.obstacle.empty(), difference, count(equation, Verdict::bad),
                        count(equation, Verdict::doubtful), far);
    };
    for (std::size_t e = 0; e < result_.equations.size(); ++e) {
      if (!result_.equations[e].obstacle.empty() || result_.equations[e].numbers.empty()) continue;
      if (!result_.best || key(e) < key(*result_.best)) result_.best = e;
    }
  }

  const Study& study_;
  std::optional<Equation> judge_;
  Audit result_;
};

}  // namespace

std::size_t count(const AuditedEquation& equation, Verdict verdict) {
  return static_cast<std::size_t>(
      std::ranges::count(equation.numbers, verdict, &CheckedNumber::verdict));
}

Audit audit(const Study& study, const std::function<void(std::size_t)>& progress) {
  Study stationary = study;
  stationary.course.reset();
  stationary.outputs = {make_observable("energy_flow")};
  const SampledPoints points = sampled_points(study.sweep);
  stationary.sweep = {};
  Auditor auditor(stationary, points);
  Model model = study.model;
  BoundSweep sweep(model, study.sweep);
  const std::size_t count = points.indices.size();
  const std::size_t step = std::max<std::size_t>(1, (count - 1) / (kMostJudged - 1));
  for (std::size_t k = 0; k < count; ++k) {
    sweep.set_point(points.indices[k]);
    const bool judged = count <= kMostJudged || k % step == 0 || auditor.judges_at_once(model);
    auditor.look_at(model, k, judged);
    if (progress) progress(1);
  }
  return std::move(auditor).result();
}

}  // namespace quflux::inline validity
