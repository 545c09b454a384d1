#include "quflux/study/grade.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <span>
#include <vector>

#include <fmt/ranges.h>

#include "quflux/core/constants.h"
#include "quflux/core/error.h"
#include "quflux/study/flow_difference.h"
#include "quflux/study/judged_noise.h"
#include "quflux/study/run_sweep.h"
#include "quflux/study/sweep_dataset.h"

namespace quflux::inline study {

namespace {

constexpr double kKnown = 0.1;

constexpr Quantities kJudged{Quantity::flows, Quantity::flow_errors};

bool sees_modes(const Equation& judge) {
  return std::ranges::any_of(judge.kind.roads, [](const RoadTo& to) { return to.road->by_modes; });
}

// Whether an equation is compared: it does not cut oscillators where the judge does not.
bool is_graded(const Equation& equation, const Equation& judge, const Model& model) {
  if (is_exact(equation)) return false;
  const bool by_modes = sees_modes(judge);
  return std::ranges::any_of(equation.kind.roads, [&](const RoadTo& to) {
    return (!by_modes || !to.road->takes_any_model) &&
           to.road->obstacle(model, {to.form, equation.options}, {Quantity::flows}).empty();
  });
}

// Whether an equation is solved while one waits.
bool is_at_once(const EquationKind& kind, const Model& model) {
  return std::ranges::any_of(kind.roads, [&](const RoadTo& to) { return to.road->at_once(model); });
}

// All kinds of master equations, and of others that are solved at once, as the study has them or
// with its options, the study's own variants of them and others, and at last the judge.
std::vector<Equation> graded_and_judge(const Study& study, const EquationTable& table) {
  const Equation judge = judge_of(study, table);
  std::vector<Equation> result;
  const auto add = [&](const Equation& equation) {
    if (find_labelled(result, equation.label) != nullptr) return;
    if (is_graded(equation, judge, study.model)) result.push_back(equation);
  };
  for (const EquationKind& kind : table) {
    const Equation* own = find_labelled(study.equations, kind.name);
    if (own == nullptr && !kind.master_equation && !is_at_once(kind, study.model)) continue;
    add(own != nullptr ? *own : Equation{kind, kind.name, known_options(kind, study.options)});
  }
  for (const Equation& equation : study.equations) add(equation);
  result.push_back(judge);
  return result;
}

}  // namespace

Equation judge_of(const Study& study, const EquationTable& table) {
  const Equation* judge = nullptr;
  std::vector<Equation> rows;
  for (const Equation& equation : study.equations) rows.push_back(equation);
  for (const EquationKind& kind : table) {
    rows.push_back({kind, kind.name, known_options(kind, study.options)});
  }
  for (const Equation& equation : rows) {
    if (!is_exact(equation)) continue;
    // Of several that do not, the last tells why.
    judge = &equation;
    if (obstacle(equation, study.model, kJudged).empty()) break;
  }
  if (judge == nullptr) throw Error("there is no exact equation to compare with");
  return *judge;
}

Study graded_study(const Study& study, const EquationTable& table) {
  Study all = study;
  all.equations = graded_and_judge(study, table);
  all.course.reset();
  all.initial.reset();
  all.outputs = {make_observable("energy_flow"), make_observable("flow_error")};
  const Equation& judge = all.equations.back();
  if (noise_obstacle(judge, all.model, sees_modes(judge)).empty()) {
    all.outputs.push_back(judged_noise(sees_modes(judge)));
  }
  return all;
}

Dataset grade(const Study& study, const std::function<void(std::size_t)>& progress,
              const EquationTable& table) {
  SweepOptions options;
  options.progress = progress;
  const Study graded = graded_study(study, table);
  return grades_of(run_sweep(graded, options), graded);
}

namespace {

// Of the equations, and at last the judge, at one point after another.
class NoiseGrades {
 public:
  NoiseGrades(const Dataset& sweep, std::size_t equations, std::size_t baths)
      : noise_(find_variable(sweep, kJudgedNoise) != nullptr ? &numbers(sweep, kJudgedNoise)
                                                             : nullptr),
        equations_(equations),
        baths_(baths) {}

  void add_point(std::size_t point) {
    if (noise_ == nullptr) return;
    const auto at = [&](std::size_t e) {
      return std::span(*noise_).subspan((point * (equations_ + 1) + e) * baths_, baths_);
    };
    const std::span<const double> judge = at(equations_);
    exact_.insert(exact_.end(), judge.begin(), judge.end());
    for (std::size_t e = 0; e < equations_; ++e) {
      master_.insert(master_.end(), at(e).begin(), at(e).end());
      errors_.push_back(flow_difference(at(e), judge));
    }
  }

  template <class With>
  void write(const With& with, Dataset& result) {
    if (noise_ == nullptr) return;
    result.variables.push_back({"noise_error",
                                with({"equation"}),
                                std::move(errors_),
                                "1",
                                "largest deviation from the exact noise over the largest noise",
                                {}});
    result.variables.push_back({kJudgedNoise,
                                with({"equation", "bath"}),
                                std::move(master_),
                                "energy^3",
                                "noise of the energy flow from the bath",
                                {}});
    result.variables.push_back({"exact_noise",
                                with({"bath"}),
                                std::move(exact_),
                                "energy^3",
                                "exact noise of the energy flow from the bath",
                                {}});
  }

 private:
  const std::vector<double>* noise_;
  std::size_t equations_;
  std::size_t baths_;
  std::vector<double> errors_;
  std::vector<double> master_;
  std::vector<double> exact_;
};

// A line for each equation that does not know the noise; empty: all do.
std::string noise_failures(const Study& graded) {
  const Equation& judge = graded.equations.back();
  std::vector<std::string> lines;
  for (const Equation& equation : graded.equations) {
    const std::string reason = noise_obstacle(equation, graded.model, sees_modes(judge));
    if (!reason.empty()) lines.push_back(fmt::format("{}: {}", equation.label, reason));
  }
  return fmt::format("{}", fmt::join(lines, "\n"));
}

}  // namespace

Dataset grades_of(const Dataset& sweep, const Study& graded) {
  const std::size_t count = strings(sweep, "equation").size() - 1;
  const std::vector<std::string> keys = swept_names(sweep);
  const std::size_t baths = strings(sweep, "bath").size();
  const std::vector<double>& flows = numbers(sweep, "energy_flow");
  const std::size_t points = flows.size() / ((count + 1) * baths);
  const std::vector<double>& flow_errors = numbers(sweep, "flow_error");
  std::vector<double> errors, master, exact, estimates, best;
  NoiseGrades noise(sweep, count, baths);
  for (std::size_t point = 0; point < points; ++point) {
    noise.add_point(point);
    const auto at = [&](std::size_t e) {
      return std::span(flows).subspan((point * (count + 1) + e) * baths, baths);
    };
    const std::span<const double> judge = at(count);
    exact.insert(exact.end(), judge.begin(), judge.end());
    estimates.push_back(flow_errors[point * (count + 1) + count]);
    // A flow that is not much larger than its error judges nothing.
    const bool known = !(estimates.back() > kKnown * largest_flow(judge));
    double least = std::numeric_limits<double>::infinity();
    best.push_back(kNaN);
    for (std::size_t e = 0; e < count; ++e) {
      master.insert(master.end(), at(e).begin(), at(e).end());
      errors.push_back(known ? flow_difference(at(e), judge) : kNaN);
      if (errors.back() < least) {
        least = errors.back();
        best.back() = static_cast<double>(e);
      }
    }
  }

  // Points without a grade and without another reason have no exact flow.
  const std::vector<std::string> reasons = failure_reasons(sweep);
  const std::string failure = reasons.empty() ? "nothing flows" : reasons.front();
  const auto ungraded = [](double equation) { return std::isnan(equation); };
  if (std::ranges::all_of(best, ungraded)) {
    throw Error("no grade at any point: " + failure);
  }
  const bool all_graded = std::ranges::none_of(best, ungraded);

  Dataset result;
  result.attributes = sweep.attributes;
  if (result.attributes.contains(kFigure)) result.attributes[kFigure] = "grades";
  for (const char* of_the_sweep : {kPanels, kRidge}) result.attributes.erase(of_the_sweep);
  for (const std::string& key : keys) {
    result.dimensions.emplace_back(key, numbers(sweep, key).size());
    result.variables.push_back(*find_variable(sweep, key));
  }
  std::vector<std::string> equations = strings(sweep, "equation");
  equations.pop_back();
  result.dimensions.emplace_back("equation", count);
  result.dimensions.emplace_back("bath", baths);
  result.variables.push_back(
      {"equation", {"equation"}, std::move(equations), "", "master equation", {}});
  result.variables.push_back(*find_variable(sweep, "bath"));
  const auto with = [&](std::initializer_list<const char*> more) {
    std::vector<std::string> dimensions = keys;
    dimensions.insert(dimensions.end(), more.begin(), more.end());
    return dimensions;
  };
  result.variables.push_back({"relative_error",
                              with({"equation"}),
                              std::move(errors),
                              "1",
                              "largest deviation from the exact flow over the largest flow",
                              {}});
  result.variables.push_back({"energy_flow",
                              with({"equation", "bath"}),
                              std::move(master),
                              "energy^2",
                              "energy flow from the bath into the system",
                              {}});
  result.variables.push_back({"exact_flow",
                              with({"bath"}),
                              std::move(exact),
                              "energy^2",
                              "exact energy flow from the bath into the system",
                              {}});
  result.variables.push_back({"flow_error",
                              with({}),
                              std::move(estimates),
                              "energy^2",
                              "estimated error of the exact flow",
                              {}});
  noise.write(with, result);
  const bool knows_noise = find_variable(result, kJudgedNoise) != nullptr;
  const std::string silent = knows_noise ? noise_failures(graded) : "";
  if (!silent.empty()) result.attributes["noise_failures"] = silent;
  result.variables.push_back(
      {"best", with({}), std::move(best), "", "index of the equation with the smallest error", {}});
  if (!all_graded) result.attributes["failure"] = failure;
  return result;
}

}  // namespace quflux::inline study
