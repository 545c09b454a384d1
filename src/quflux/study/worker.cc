#include "quflux/study/worker.h"

#include <algorithm>
#include <cmath>

#include "quflux/core/error.h"
#include "quflux/method/unlike_options.h"
#include "quflux/observable/entropy_production.h"

namespace quflux::inline study {

namespace {

const std::vector<Drive>& drives_of(const Study& study) {
  static const std::vector<Drive> none;
  return study.course ? study.course->drives : none;
}

}  // namespace

Worker::Worker(const Study& study, const Plan& plan)
    : study_(study),
      plan_(plan),
      model_(study.model),
      sweep_(model_, study.sweep, time_count(study)),
      drives_(model_, drives_of(study)),
      points_{model_, sweep_, study.initial ? &*study.initial : nullptr} {
  for (const PlannedRoad& planned : plan.roads) {
    solves_.push_back(study.course ? planned.road->in_time->open(points_, planned.forms,
                                                                 plan.quantities, *study.course)
                                   : planned.road->open(points_, planned.forms, plan.quantities));
    answers_.emplace_back(planned.equations.size());
  }
  for (const BoundObservable& observable : plan.observables) {
    numbers_.emplace_back();
    for (const std::string& path : observable.parameters) {
      numbers_.back().push_back(&parameter(model_, path));
    }
  }
  numbers_.emplace_back();
  for (const ModelBath& bath : model_.baths) numbers_.back().push_back(&bath.temperature);
  for (const std::vector<const double*>& numbers : numbers_) {
    parameters_.push_back(columns_of(numbers));
  }
  follow_changes();
  temperatures_.resize(model_.baths.size());
}

void Worker::compute(Tile tile, SweepValues& values) {
  read_parameters(tile);
  for (std::size_t e = 0; e < plan_.reasons.size(); ++e) {
    if (plan_.reasons[e].empty()) continue;
    for (std::size_t point = tile.begin; point < tile.end; ++point) {
      values.fail(point, e, plan_.reasons[e]);
    }
  }
  for (std::size_t r = 0; r < plan_.roads.size(); ++r) {
    for (Answer& answer : answers_[r]) {
      answer.reset(tile.size(), plan_.quantities, flow_count(model_), model_.sites.size(),
                   model_.couplings.size());
    }
    solves_[r](tile, answers_[r]);
    for (std::size_t k = 0; k < answers_[r].size(); ++k) {
      refuse_infinite_flows(tile, answers_[r][k]);
      write(tile, plan_.roads[r].equations[k], answers_[r][k], values);
    }
  }
}

// What the sweep does not change is written here, once for all tiles.
Worker::Columns Worker::columns_of(const std::vector<const double*>& numbers) const {
  Columns columns;
  for (const double* number : numbers) columns.emplace_back(plan_.tile, *number);
  return columns;
}

void Worker::follow_changes() {
  for (std::size_t k = 0; k < numbers_.size(); ++k) {
    for (std::size_t i = 0; i < numbers_[k].size(); ++i) {
      if (!changes(numbers_[k][i])) continue;
      followed_.push_back({numbers_[k][i], &parameters_[k][i]});
    }
  }
}

bool Worker::changes(const double* number) const {
  return sweep_.changes(number) || drives_.changes(number);
}

void Worker::read_parameters(Tile tile) {
  if (followed_.empty()) return;
  for (std::size_t i = 0; i < tile.size(); ++i) {
    const std::size_t point = tile.begin + i;
    sweep_.set_point(point);
    drives_.take_own();
    if (study_.course) drives_.set(study_.course->times[point % time_count(study_)]);
    for (const Followed& followed : followed_) (*followed.column)[i] = *followed.source;
    drives_.restore();
  }
}

// Products of rates and energies leave the range of double precision before they do themselves.
void Worker::refuse_infinite_flows(Tile tile, Answer& answer) const {
  if (answer.flows.empty()) return;
  const std::size_t flows = flow_count(model_);
  for (std::size_t i = 0; i < tile.size(); ++i) {
    const std::span own(answer.flows.data() + i * flows, flows);
    const bool finite = std::ranges::all_of(own, [](double flow) { return std::isfinite(flow); });
    if (finite || !answer.answered(i)) continue;
    answer.reasons[i] =
        "the flows are not finite: rates or temperatures are too large for double precision";
  }
}

void Worker::warn_of_second_law(Tile tile, const Equation& equation, Answer& answer) {
  // A channel has no temperature to produce entropy at, and a state that changes gives entropy too.
  if (answer.flows.empty() || !model_.lindblad.empty() || study_.course) return;
  const std::vector<std::vector<double>>& temperatures = parameters_.back();
  const std::size_t baths = temperatures.size();
  for (std::size_t i = 0; i < tile.size(); ++i) {
    for (std::size_t j = 0; j < baths; ++j) temperatures_[j] = temperatures[j][i];
    const std::span flows(answer.flows.data() + i * baths, baths);
    if (!breaks_second_law(flows, temperatures_)) continue;
    add_remark(answer.warnings[i],
               fmt::format("the entropy production is negative: {} breaks the second law here",
                           equation.label));
  }
}

namespace {

void warn_of_options(const Study& study, const Equation& equation, Tile tile, Answer& answer) {
  for (const std::string& key : unlike_options(equation.kind, study.options)) {
    const std::string warning =
        fmt::format("{} knows no option '{}', which all equations are given: it is solved without",
                    equation.label, key);
    for (std::size_t i = 0; i < tile.size(); ++i) add_remark(answer.warnings[i], warning);
  }
}

}  // namespace

void Worker::write(Tile tile, std::size_t equation, Answer& answer, SweepValues& values) {
  const Equation& of = study_.equations[equation];
  warn_of_second_law(tile, of, answer);
  warn_of_options(study_, of, tile, answer);
  std::size_t array = 0;
  for (std::size_t k = 0; k < plan_.observables.size(); ++k) {
    const BoundObservable& observable = plan_.observables[k];
    columns_.clear();
    for (std::size_t i = 0; i < observable.arrays.size(); ++i) {
      columns_.push_back(values.column(array++, tile.begin, equation));
    }
    observable.evaluate(
        {of, answer, tile, points_, parameters_[k], study_.course ? &*study_.course : nullptr},
        columns_);
  }
  for (const auto& [i, reason] : answer.reasons) values.fail(tile.begin + i, equation, reason);
  for (const auto& [i, warning] : answer.warnings) {
    if (answer.answered(i)) values.warn(tile.begin + i, equation, warning);
  }
}

}  // namespace quflux::inline study
