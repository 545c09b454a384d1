#include "quflux/study/swept_levels.h"

#include <algorithm>
#include <optional>

#include <fmt/ranges.h>

#include "quflux/core/error.h"

namespace quflux::inline study {

namespace {

std::vector<double> levels_of(const Model& model) {
  std::vector<double> levels;
  for (const Site& site : model.sites) {
    if (const auto* o = std::get_if<Oscillator>(&site.kind)) levels.push_back(o->levels);
  }
  return levels;
}

void set_levels(Model& model, const std::vector<double>& levels) {
  auto next = levels.begin();
  for (Site& site : model.sites) {
    if (auto* o = std::get_if<Oscillator>(&site.kind)) o->levels = *next++;
  }
}

// The axes that levels depend on.
Sweep sweep_of_levels(const Sweep& sweep) {
  Sweep result{{}, sweep.follows};
  std::ranges::copy_if(sweep.axes, std::back_inserter(result.axes), [&](const SweepAxis& axis) {
    return counts_levels(axis.path) ||
           std::ranges::any_of(sweep.follows, [&](const Follow& follow) {
             return follow.source == axis.path && counts_levels(follow.path);
           });
  });
  return result;
}

// "site.cavity.levels = 3".
std::string set_levels_in_words(const Model& model) {
  std::vector<std::string> all;
  for (const Site& site : model.sites) {
    if (const auto* o = std::get_if<Oscillator>(&site.kind)) {
      all.push_back(fmt::format("site.{}.levels = {}", site.name, o->levels));
    }
  }
  return fmt::format("{}", fmt::join(all, ", "));
}

// That a model is allowed at levels that it was not put together with.
void require_levels_allowed(const Study& study) {
  for (const double levels : levels_of(study.model)) {
    if (are_levels(levels)) continue;
    throw Error(fmt::format("levels are whole numbers from 2 to {}", kLargestDimension));
  }
  dimension(study.model);
  for (const Coupling& coupling : study.model.couplings) {
    if (!coupling.operators.empty()) sparse_product_operator(study.model, coupling.operators);
  }
  for (const Term& term : study.model.terms) {
    sparse_product_operator(study.model, {{term.site, term.site_operator}});
  }
  if (study.initial) require_initial_state(study.model, *study.initial);
  if (study.course) require_initial_state(study.model, study.course->initial);
}

void require_same_shape(const OutputArray& array, const OutputArray& first, const Model& at_first) {
  if (array.dimensions == first.dimensions) return;
  throw Error(fmt::format("{} has another shape than where {}; leave it out, or sweep no levels",
                          array.name, set_levels_in_words(at_first)));
}

}  // namespace

bool sweeps_levels(const Sweep& sweep) {
  return std::ranges::any_of(sweep.axes, counts_levels, &SweepAxis::path) ||
         std::ranges::any_of(sweep.follows, counts_levels, &Follow::path);
}

Plan plan_at_all_levels(const Study& study, Roads roads) {
  const Sweep levels = sweep_of_levels(study.sweep);
  Study at = study;
  BoundSweep along(at.model, levels);
  std::optional<Plan> whole;
  Model first;
  for (std::size_t point = 0; point < grid_size(levels); ++point) {
    along.set_point(point);
    try {
      require_levels_allowed(at);
      Plan plan = make_plan(at, roads);
      if (!whole) {
        whole = std::move(plan);
        first = at.model;
        continue;
      }
      const std::vector<OutputArray> arrays = plan.arrays();
      const std::vector<OutputArray> known = whole->arrays();
      for (std::size_t k = 0; k < arrays.size(); ++k) {
        require_same_shape(arrays[k], known[k], first);
      }
      whole->one_at_a_time |= plan.one_at_a_time;
      whole->fills_cores |= plan.fills_cores;
    } catch (const Error& error) {
      throw Error(fmt::format("where {}: {}", set_levels_in_words(at.model), error.what()));
    }
  }
  whole->tile = time_count(study);
  return std::move(*whole);
}

LevelsWorker::AtLevels::AtLevels(Study at, Roads roads)
    : study(std::move(at)), plan(make_plan(study, roads)), worker(study, plan) {}

LevelsWorker::LevelsWorker(const Study& study, Roads roads)
    : study_(study),
      roads_(roads),
      model_(study.model),
      sweep_(model_, study.sweep, time_count(study)) {}

void LevelsWorker::compute(Tile tile, SweepValues& values) {
  sweep_.set_point(tile.begin);
  if (std::vector<double> levels = levels_of(model_); !at_ || levels != levels_) {
    levels_ = std::move(levels);
    Study at = study_;
    set_levels(at.model, levels_);
    at_ = std::make_unique<AtLevels>(std::move(at), roads_);
  }
  at_->worker.compute(tile, values);
}

}  // namespace quflux::inline study
