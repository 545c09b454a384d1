#include "quflux/study/slopes.h"

#include <algorithm>
#include <cmath>
#include <map>

#include "quflux/core/constants.h"
#include "quflux/core/error.h"
#include "quflux/core/parallel.h"
#include "quflux/method/find_option.h"
#include "quflux/method/master_equation/equilibrium_subtraction.h"
#include "quflux/numerics/extrapolated_difference.h"
#include "quflux/study/level_cut.h"
#include "quflux/study/point.h"

namespace quflux::inline study {

namespace {

using Keys = std::vector<std::string>;

bool has_occupations(Response::Of what, const Model& model) {
  return what == Response::Of::flows_and_occupations && has_occupations(model);
}

Slopes without_answer(const DifferentiatedEquation& of, std::size_t keys, Response::Of what) {
  const std::size_t outputs =
      flow_count(of.model) + (has_occupations(what, of.model) ? of.model.sites.size() : 0);
  Slopes result;
  result.outputs = RealVector::Constant(static_cast<Eigen::Index>(outputs), kNaN);
  result.slopes.assign(keys, result.outputs);
  result.reasons.resize(keys);
  result.errors.assign(keys, kNaN);
  return result;
}

// The road that run_sweep() takes there; null: none leads there.
const RoadTo* road_to(const Quantities& quantities, const DifferentiatedEquation& of) {
  for (const RoadTo& to : of.equation.kind.roads) {
    if (of.roads == Roads::density_matrix && !to.road->takes_any_model) continue;
    if (to.road->obstacle(of.model, {to.form, of.equation.options}, quantities).empty()) {
      return &to;
    }
  }
  return nullptr;
}

const Road* road_to_flows(const DifferentiatedEquation& of) {
  const RoadTo* to = road_to({Quantity::flows}, of);
  return to != nullptr ? to->road : nullptr;
}

// The road that knows the derivatives of what is asked for; null: it does not.
const RoadTo* road_with_derivatives(const DifferentiatedEquation& of, Response::Of what) {
  Quantities quantities{Quantity::flows};
  if (has_occupations(what, of.model)) quantities |= {Quantity::occupations};
  const RoadTo* to = road_to(quantities, of);
  if (to == nullptr || !to->road->derivatives) return nullptr;
  const RoadEquation equation{to->form, of.equation.options};
  return to->road->derivatives->obstacle(of.model, equation).empty() ? to : nullptr;
}

// Without a cut of levels.
bool is_solved_by_modes(const DifferentiatedEquation& of) {
  if (!has_oscillators(of.model)) return false;
  const Road* road = road_to_flows(of);
  return road != nullptr && !road->takes_any_model;
}

void put_adjoint_slopes(const DifferentiatedEquation& of, const Keys& keys, Response::Of what,
                        Slopes& result) {
  const Response response(of.model, *of.equation.kind.master_equation,
                          equation_options(of.equation.options), what);
  result.outputs = response.outputs();
  for (std::size_t k = 0; k < keys.size(); ++k) {
    try {
      result.slopes[k] = response.slopes(keys[k]);
      result.errors[k] = 0;
    } catch (const NoAnswer& error) {
      result.reasons[k] = error.what();
    }
  }
}

// What has the flows of the study's equation, in the stationary state of the model.
Study study_of_flows(const DifferentiatedEquation& of) {
  Study study = of.study;
  study.model = of.model;
  study.equations = {of.equation};
  study.outputs = {make_observable("energy_flow")};
  study.sweep = {};
  study.course.reset();
  return study;
}

// Why there are no derivatives of any kind; empty: there may be.
std::string obstacle(const DifferentiatedEquation& of) {
  if (of.study.course && !of.study.course->drives.empty()) {
    return "drives change numbers of the model in time, and derivatives are those of a stationary "
           "state";
  }
  Study study = study_of_flows(of);
  study.equations.front().optional = true;
  return make_plan(study, of.roads).reasons.front();
}

// Whether what is solved changes from number to number with the tolerance: not where tiers and
// exponentials of a hierarchy are given.
bool is_to_a_tolerance(const Equation& equation) {
  const bool one_hierarchy =
      equation.options.contains("depth") && equation.options.contains("exponentials");
  return find_option(equation.kind, "tolerance") != nullptr && !one_hierarchy;
}

// Why differences would say nothing; empty: they may.
std::string difference_obstacle(const DifferentiatedEquation& of, std::size_t keys) {
  if (option<std::string>(of.equation.options, "solver") == "stochastic") {
    return fmt::format(
        "the flows of {} are means over trajectories, whose differences are those of chance: take "
        "solver = \"deterministic\"",
        of.equation.label);
  }
  if (is_to_a_tolerance(of.equation)) {
    return fmt::format(
        "the flows of {} are known to a tolerance, which their differences would show: it has no "
        "derivatives; those of other equations are known{}",
        of.equation.label,
        find_option(of.equation.kind, "depth") != nullptr
            ? ", and with 'depth' and 'exponentials' those of one hierarchy"
            : "");
  }
  constexpr std::size_t kFew = 8;
  const Road* road = road_to_flows(of);
  // Temperatures of baths are always among them.
  if (keys <= kFew + of.model.baths.size() || road->at_once(of.model)) return "";
  return fmt::format(
      "{}: derivatives of so large a model are found from some ten solutions for each number, and "
      "{} numbers are too many; name up to {} of them besides the temperatures of baths",
      of.equation.label, keys, kFew);
}

// The flows of the study's equation, and occupations behind them.
class Outputs {
 public:
  Outputs(const DifferentiatedEquation& of, Response::Of what)
      : study_(study_of_flows(of)), roads_(of.roads) {
    size_ = static_cast<Eigen::Index>(flow_count(of.model));
    if (!has_occupations(what, of.model)) return;
    size_ += static_cast<Eigen::Index>(of.model.sites.size());
    // An equation may know its flows and no occupations; these are NaN then.
    if (road_to({Quantity::flows, Quantity::occupations}, of) != nullptr) {
      study_.outputs.push_back(make_observable("occupations"));
    }
  }

  RealVector at(const std::string& path, double value) {
    double& number = parameter(study_.model, path);
    const double own = std::exchange(number, value);
    std::vector<double> all;
    try {
      for (const std::vector<double>& array : PointSolver(study_, roads_).solve()) {
        all.insert(all.end(), array.begin(), array.end());
      }
    } catch (...) {
      number = own;
      throw;
    }
    number = own;
    return RealVector::Map(all.data(), static_cast<Eigen::Index>(all.size()));
  }

  // Behind what is known.
  RealVector with_unknown(const RealVector& known) const {
    RealVector all = RealVector::Constant(size_, kNaN);
    all.head(known.size()) = known;
    return all;
  }

 private:
  Eigen::Index size_;  // with what is not known
  Study study_;
  Roads roads_;
};

// A step that no flow changes much in: a part of the number, or of the largest of its kind.
double first_step(const Model& model, const std::string& path) {
  constexpr double kPart = 0.05;
  double value = std::abs(parameter(model, path));
  if (value > 0) return kPart * value;
  const std::string kind = path.substr(0, path.find('.') + 1);
  for (const auto& [other, number] : parameters(model)) {
    if (other.starts_with(kind)) value = std::max(value, std::abs(number));
  }
  return value > 0 ? kPart * value : kPart;
}

// `own`: what is known at the number itself.
void put_difference(Outputs& outputs, const Model& model, const std::string& path, std::size_t k,
                    const RealVector& own, Slopes& result) {
  // What is off by more, of the largest slope and of what a change of the number by itself changes,
  // is no derivative.
  constexpr double kTooMuch = 1e-4;
  constexpr double kNothing = 1e-8;
  const double value = parameter(model, path);
  const double step = first_step(model, path);
  const auto beside = [&](double x) {
    if (x == value) return own;
    try {
      return outputs.at(path, x);
    } catch (const NoAnswer& error) {
      throw NoAnswer(fmt::format("differences by '{}' need its numbers on both sides of {:.6g}: {}",
                                 path, value, error.what()));
    }
  };
  const ExtrapolatedDifference found = extrapolated_difference(beside, value, step);
  const double scale = own.cwiseAbs().maxCoeff() / std::max(std::abs(value), step);
  if (found.error > kTooMuch * found.slope.cwiseAbs().maxCoeff() &&
      found.error > kNothing * scale) {
    throw NoAnswer(fmt::format(
        "differences by '{}' do not settle: flows jump or have a kink there, or few of their "
        "digits are right",
        path));
  }
  result.slopes[k] = outputs.with_unknown(found.slope);
  result.errors[k] = found.error;
}

// `found_one` is told of keys, one at a time.
void put_differences(const DifferentiatedEquation& of, const Keys& keys, Response::Of what,
                     const std::function<void()>& found_one, Slopes& result) {
  Outputs outputs(of, what);
  if (keys.empty()) return;
  const RealVector own = outputs.at(keys.front(), parameter(of.model, keys.front()));
  result.outputs = outputs.with_unknown(own);
  std::map<std::string, std::size_t> first_of;
  std::vector<std::size_t> once;
  for (std::size_t k = 0; k < keys.size(); ++k) {
    if (first_of.emplace(keys[k], k).second) once.push_back(k);
  }
  Mutex mutex;
  parallel_for(once.size(), 1, [&](std::size_t begin, std::size_t end) {
    Outputs own_outputs(of, what);
    for (std::size_t i = begin; i < end; ++i) {
      const std::size_t k = once[i];
      try {
        put_difference(own_outputs, of.model, keys[k], k, own, result);
      } catch (const NoAnswer& error) {
        result.reasons[k] = error.what();
      }
      const Lock lock(mutex);
      found_one();
    }
  });
  for (std::size_t k = 0; k < keys.size(); ++k) {
    const std::size_t first = first_of.at(keys[k]);
    result.slopes[k] = result.slopes[first];
    result.reasons[k] = result.reasons[first];
    result.errors[k] = result.errors[first];
  }
}

}  // namespace

std::string adjoint_obstacle(const DifferentiatedEquation& of) {
  if (!of.equation.kind.master_equation) return "it has no generator of the density matrix";
  if (subtracts_equilibrium(of.equation.options)) return "its flows are differences of two states";
  if (is_solved_by_modes(of)) return "it is solved without a cut of levels";
  return !dimension_obstacle(of.model).empty() || dimension(of.model) > Response::kLargestDimension
             ? "its density matrix is large"
             : "";
}

Slopes slopes_of(const DifferentiatedEquation& of, const Keys& keys, Response::Of what,
                 const std::function<void(std::size_t)>& progress) {
  std::size_t left = keys.size();
  const auto tell = [&](std::size_t count) {
    left -= count;
    if (progress) progress(count);
  };
  Slopes result = without_answer(of, keys.size(), what);
  const bool exact = adjoint_obstacle(of).empty();
  std::string reason = obstacle(of);
  const RoadTo* own = reason.empty() && !exact ? road_with_derivatives(of, what) : nullptr;
  const bool by_differences = !exact && own == nullptr;
  if (reason.empty() && by_differences) reason = difference_obstacle(of, keys.size());
  try {
    if (reason.empty() && exact) put_adjoint_slopes(of, keys, what, result);
    if (own != nullptr) {
      result = own->road->derivatives->slopes(of.model, {own->form, of.equation.options}, keys,
                                              has_occupations(what, of.model));
    }
    if (reason.empty() && by_differences)
      put_differences(
          of, keys, what, [&] { tell(1); }, result);
  } catch (const NoAnswer& error) {
    reason = error.what();
  }
  tell(left);
  if (!reason.empty()) std::ranges::fill(result.reasons, reason);
  return result;
}

}  // namespace quflux::inline study
