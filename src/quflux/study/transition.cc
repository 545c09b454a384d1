#include "quflux/study/transition.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "quflux/core/error.h"
#include "quflux/core/stop.h"
#include "quflux/method/bond_spectrum.h"
#include "quflux/method/pair/closed_form.h"
#include "quflux/method/pair/optimum.h"
#include "quflux/method/pair/recognise.h"
#include "quflux/study/families.h"
#include "quflux/study/family_search.h"
#include "quflux/study/fingerprint.h"
#include "quflux/study/level_cut.h"
#include "quflux/study/loopless_phase.h"
#include "quflux/study/markers.h"
#include "quflux/study/near_families.h"
#include "quflux/study/specific_flow.h"
#include "quflux/study/sweep_dataset.h"
#include "quflux/study/two_maxima.h"

namespace quflux::inline study {

namespace {

bool searches_amplitudes(const Study& study, const Equation& equation,
                         const TransitionOptions& options) {
  if (options.near) return false;
  if (options.matrix) return *options.matrix == EquationMatrix::amplitude;
  return has_amplitude_matrix(study, equation);
}

ContinuedFamily amplitude(const Study& study, const std::string& path, const Interval& interval,
                          const Equation& equation) {
  ContinuedFamily family{amplitude_family(study, path, equation), {}, 0};
  family.analytic = analytic_amplitude_family(study, path, interval, equation);
  if (family.analytic) family.height = std::numeric_limits<double>::infinity();
  return family;
}

// The first point on the real axis and the one closest to it, of the flows or of the coherences.
void add_exceptional_markers(const Interval& interval, bool of_coherences,
                             EquationTransition& result) {
  std::optional<double> real;
  std::optional<Complex> complex;
  for (const TransitionPoint& point : result.points) {
    if ((point.kind == RelaxationKind::coherence) != of_coherences) continue;
    const auto [re, im] = point.parameters;
    if (im <= kOnRealAxis * interval.width()) {
      if (!real) real = re;
    } else if (!complex) {
      complex = Complex(re, im);
    }
  }
  const auto part = [&](bool imaginary) -> std::optional<double> {
    if (!complex) return std::nullopt;
    return imaginary ? complex->imag() : complex->real();
  };
  const std::string of = of_coherences ? "coherence_" : "";
  const std::string in_words = of_coherences ? " of the coherences" : "";
  result.markers.push_back(
      {of + "exceptional_point", real, "exceptional point" + in_words + " on the real axis"});
  result.markers.push_back(
      {"complex_" + of + "exceptional_point_re", part(false),
       "shadow of the complex exceptional point" + in_words + " on the real axis"});
  result.markers.push_back({"complex_" + of + "exceptional_point_im", part(true),
                            "its distance from the real axis: how blurred the transition is"});
}

void add_optimum(const std::optional<OptimalCoupling>& best, EquationTransition& result) {
  result.markers.push_back({"optimal_coupling", best ? std::optional(best->coupling) : std::nullopt,
                            "coupling of the largest specific flow, Omega_max"});
  result.markers.push_back({"optimal_specific_flow",
                            best ? std::optional(best->specific_flow) : std::nullopt,
                            "specific flow there"});
}

// Whether nothing but the coupling of the pair changes with the parameter.
bool is_coupling_alone(const Study& study, const std::string& path) {
  return is_coupling_strength(study, path) &&
         std::ranges::none_of(study.sweep.follows,
                              [&](const Follow& follow) { return follow.source == path; });
}

// Of two modes.
void add_mode_markers(const Interval& interval, const ContinuedFamily& family,
                      EquationTransition& result) {
  result.markers.push_back(
      {"splitting_inflection",
       family.analytic ? splitting_inflection(*family.analytic, interval) : std::nullopt,
       "inflection point of the splitting of the modes"});
  result.markers.push_back({"splitting_equals_width", splitting_equals_width(family.real, interval),
                            "splitting of the modes equals their mean width"});
}

void add_pair_optimum(const Study& study, const Interval& interval, PairEquation equation,
                      EquationTransition& result) {
  const TwoLevelPair pair = require_pair(study.model).pair;
  std::optional<OptimalCoupling> best = optimal_coupling(pair, equation);
  if (best && !(interval.lower <= best->coupling && best->coupling <= interval.upper)) best.reset();
  add_optimum(best, result);
  result.markers.push_back({"critical_coupling", critical_coupling(pair, equation),
                            "Omega_max at vanishing rates, Omega_cr"});
}

// Of the one bond of a pair.
bool has_flow_spectrum(const Study& study, const Equation& equation) {
  return study.model.couplings.size() == 1 &&
         obstacle(equation, study.model, &Road::flow_spectrum, 0).empty();
}

void add_two_maxima(const std::optional<double>& coupling, EquationTransition& result) {
  result.markers.push_back({"two_maxima", coupling, "the spectrum of the flow gets two maxima"});
}

// Of an equation whose baths have a memory.
void add_exact_two_maxima(const Study& study, const std::string& parameter,
                          const Interval& interval, const Equation& equation,
                          const TransitionOptions& options, EquationTransition& result) {
  if (study.model.sites.size() != 2 || !is_coupling_alone(study, parameter) ||
      !has_flow_spectrum(study, equation)) {
    return;
  }
  add_two_maxima(exact_two_maxima(study, parameter, interval, equation, options.stop), result);
}

// Where the coupling of the two sites changes, and what damps them does not: in the local equation.
void add_two_maxima(const Study& study, const std::string& parameter, const Interval& interval,
                    const Equation& equation, const RealFamily& amplitudes,
                    EquationTransition& result) {
  if (!equation.kind.master_equation->uncoupled || !is_coupling_alone(study, parameter) ||
      !has_flow_spectrum(study, equation)) {
    return;
  }
  const Matrix x = amplitudes(interval.upper);
  if (x(0, 1).real() != 0) return;  // a common bath
  std::optional<double> two =
      two_maxima_coupling(x(0, 0).real(), x(1, 1).real(), (x(0, 0) - x(1, 1)).imag());
  if (two && !(interval.lower <= *two && *two <= interval.upper)) two.reset();
  add_two_maxima(two, result);
}

// The largest specific flow of any model. Where its states are density matrices of cut oscillators,
// a remark says whether it depends on the cut.
void add_general_optimum(const Study& study, const std::string& parameter, const Interval& interval,
                         const Equation& equation, const TransitionOptions& options,
                         EquationTransition& result) {
  const auto best_of = [&](const Study& cut) {
    const RecallPart part = recall_part(cut);
    return optimal_coupling(cut, parameter, interval, equation, options.stop);
  };
  const OptimumRoad road = optimum_road(study, equation);
  if (!road.obstacle.empty()) result.remarks.push_back(road.obstacle);
  const auto best = best_of(study);
  add_optimum(best, result);
  if (!road.obstacle.empty() || !road.density_matrix || !has_oscillators(study.model)) return;
  Cuts cuts{study, with_more_levels(study, 1)};
  const bool finer = optimum_road(cuts.fine, equation).obstacle.empty();
  if (!finer) cuts = {with_more_levels(study, -1), study};
  const auto other = best_of(finer ? cuts.fine : cuts.coarse);
  if (!best && !other) return;
  if (best && other && stays(best->coupling, other->coupling) &&
      stays(best->specific_flow, other->specific_flow)) {
    return;
  }
  const auto in_digits = [](const std::optional<OptimalCoupling>& optimum) {
    return optimum ? fmt::format("{:.6g}", optimum->coupling) : std::string("none");
  };
  result.remarks.push_back(fmt::format("optimal_coupling depends on the cut, {} and {}: {}",
                                       in_digits(finer ? best : other),
                                       in_digits(finer ? other : best), in_words(cuts)));
}

// The splitting and the width of two modes, where X has two.
void add_marks_of_modes(const Study& study, const std::string& parameter, const Interval& interval,
                        const Equation& equation, bool projects, EquationTransition& result) {
  if (!has_amplitude_matrix(study, equation)) return;
  const RecallPart marks("modes");
  ContinuedFamily family = amplitude(study, parameter, interval, equation);
  if (family.real(interval.upper).rows() != 2) return;
  if (!projects) continue_if_needed(family, interval);
  add_mode_markers(interval, family, result);
  add_two_maxima(study, parameter, interval, equation, family.real, result);
}

// Points of an equation without a generator, by its slow eigenvalues.
void search_slow(const Study& study, const std::string& parameter, const Interval& interval,
                 const Equation& equation, const TransitionOptions& options,
                 EquationTransition& result) {
  // Without one of its own, it heeds that of who asks.
  std::optional<StopScope> scope;
  if (options.stop != nullptr) scope.emplace(options.stop);
  const std::vector<SlowFamily> families = slow_families(study, parameter, interval, equation);
  const auto count = static_cast<double>(families.size());
  result.minimum_gap = std::numeric_limits<double>::infinity();
  bool has_coherences = false;
  for (std::size_t i = 0; i < families.size(); ++i) {
    const auto index = static_cast<double>(i);
    add_slow(families[i], interval, part(options, index / count, (index + 1) / count), result);
    has_coherences = has_coherences || families[i].kind == RelaxationKind::coherence;
  }
  add_exceptional_markers(interval, false, result);
  if (has_coherences) add_exceptional_markers(interval, true, result);
  const bool of_states =
      std::ranges::none_of(equation.kind.roads, [](const RoadTo& to) { return to.road->by_modes; });
  if (of_states && has_oscillators(study.model)) {
    result.remarks.emplace_back(
        "oscillators are cut at their levels, and errors do not hold what the cut changes: a point "
        "that moves with 'levels' may be the cut's");
  }
}

// Points of so many eigenvalues of a generator that are close to a number.
EquationTransition search_closest(const Study& study, const std::string& parameter,
                                  const Interval& interval, const Equation& equation,
                                  const TransitionOptions& options, EquationTransition result) {
  const std::vector<SlowFamily> families =
      near_families(study, parameter, interval, equation, *options.near);
  const auto count = static_cast<double>(families.size());
  result.minimum_gap = std::numeric_limits<double>::infinity();
  for (std::size_t i = 0; i < families.size(); ++i) {
    const auto index = static_cast<double>(i);
    add_slow(families[i], interval, part(options, index / count, (index + 1) / count), result);
  }
  return result;
}

// Of as many as are asked for or, where some of them meet others, of fewer.
void search_near(const Study& study, const std::string& parameter, const Interval& interval,
                 const Equation& equation, const TransitionOptions& options,
                 EquationTransition& result) {
  std::optional<StopScope> scope;
  if (options.stop != nullptr) scope.emplace(options.stop);
  TransitionOptions asked = options;
  for (Eigen::Index& count = asked.near->count;;) {
    try {
      result = search_closest(study, parameter, interval, equation, asked, result);
      break;
    } catch (const NoAnswer&) {
      if (count <= 2) throw;
      count = std::max<Eigen::Index>(2, 2 * count / 3);
    }
  }
  if (const Eigen::Index count = asked.near->count; count < options.near->count) {
    result.remarks.push_back(fmt::format(
        "the {} eigenvalues that are closest to the target in the middle of the interval are "
        "followed, not {}: of more, some meet others that are farther away",
        count, options.near->count));
  }
  add_exceptional_markers(interval, false, result);
  add_exceptional_markers(interval, true, result);
  if (has_oscillators(study.model)) {
    result.remarks.emplace_back(
        "oscillators are cut at their levels: a point that moves with 'levels' may be the cut's");
  }
}

EquationTransition transition_of(const Study& study, const std::string& parameter,
                                 const Interval& interval, const Equation& equation,
                                 const TransitionOptions& options) {
  const bool pair = has_pair_form(study, equation);
  const bool amplitudes = searches_amplitudes(study, equation, options);
  EquationTransition result{};
  result.equation = equation.label;
  result.matrix = amplitudes ? EquationMatrix::amplitude : EquationMatrix::generator;
  result.complete = true;
  if (!equation.kind.master_equation) {
    result.matrix = EquationMatrix::slow;
    if (options.near) {
      result.not_searched = near_obstacle(study, equation, *options.near);
      result.complete = false;
      return result;
    }
    const std::string reason = slow_obstacle(study, parameter, interval, equation);
    if (reason.empty()) {
      search_slow(study, parameter, interval, equation, options, result);
    } else {
      result.not_searched =
          equation.label +
          " has no generator, and its slow eigenvalues are not followed: " + reason;
      result.complete = false;
    }
    add_exact_two_maxima(study, parameter, interval, equation, options, result);
    return result;
  }
  if (is_loopless_phase(study, parameter, interval, equation, result.matrix)) {
    result.not_searched = fmt::format(
        "{} is the phase of a coupling that no loop holds: a turn of the operators on one side of "
        "it "
        "takes it away, and no eigenvalue of the {} equation depends on it",
        parameter, equation.label);
    return result;
  }
  if (options.near) {
    result.not_searched = near_obstacle(study, equation, *options.near);
    result.complete = result.not_searched.empty();
    if (result.complete) search_near(study, parameter, interval, equation, options, result);
    return result;
  }
  if (!amplitudes && !has_oscillators(study.model)) {
    result.not_searched = matrix_obstacle(study, equation, EquationMatrix::generator);
    if (!result.not_searched.empty()) {
      result.complete = false;
      if (is_coupling_strength(study, parameter)) {
        add_general_optimum(study, parameter, interval, equation, options, result);
      }
      return result;
    }
  }
  if (pair) {
    for (const double end : {interval.lower, interval.upper}) {
      validate(require_pair(model_at(study, parameter, end)).pair);
    }
  }
  const bool projects =
      equation.kind.master_equation->merges && !equation.kind.master_equation->uncoupled;
  const bool pair_of_atoms =
      amplitudes && !has_oscillators(study.model) && study.model.sites.size() == 2;
  if (!amplitudes && has_oscillators(study.model)) {
    search_cuts(study, parameter, interval, equation, options, projects, result);
  } else {
    ContinuedFamily family =
        amplitudes ? amplitude(study, parameter, interval, equation)
                   : ContinuedFamily{generator_family(study, parameter, equation), {}};
    const bool coherences = pair_of_atoms && !options.matrix;
    search_family(family, interval, part(options, 0, coherences ? 0.5 : 1), projects, result,
                  has_oscillators(study.model) ? RelaxationKind::both : RelaxationKind::flow);
    if (coherences) {
      add_coherences(generator_family(study, parameter, equation), interval, part(options, 0.5, 1),
                     projects, result);
    }
  }
  add_exceptional_markers(interval, false, result);
  if (pair_of_atoms || !amplitudes) add_exceptional_markers(interval, true, result);
  add_marks_of_modes(study, parameter, interval, equation, projects, result);
  if (pair && is_coupling_alone(study, parameter)) {
    add_pair_optimum(study, interval, *equation.kind.pair, result);
  } else if (is_coupling_strength(study, parameter)) {
    add_general_optimum(study, parameter, interval, equation, options, result);
  }
  return result;
}

// The same; where the equation has no answer in the interval, the reason in the place of points.
EquationTransition transition_or_reason(const Study& study, const std::string& parameter,
                                        const Interval& interval, const Equation& equation,
                                        const TransitionOptions& options) {
  try {
    const RecallPart part(equation.label);
    return transition_of(study, parameter, interval, equation, options);
  } catch (const NoAnswer& error) {
    const bool amplitudes = searches_amplitudes(study, equation, options);
    EquationTransition result{};
    result.equation = equation.label;
    result.matrix = !equation.kind.master_equation ? EquationMatrix::slow
                    : amplitudes                   ? EquationMatrix::amplitude
                                                   : EquationMatrix::generator;
    result.not_searched = error.what();
    return result;
  }
}

}  // namespace

Transition find_transition(const Study& study, const std::string& parameter,
                           const Interval& interval, const TransitionOptions& options) {
  require_interval(interval, ("the parameter " + parameter).c_str());
  if (options.height) require_positive(*options.height, "the height of the region");
  if (options.matrix == EquationMatrix::moments || options.matrix == EquationMatrix::slow) {
    throw Error(fmt::format(
        "matrix is '{}'; exceptional points are those of 'amplitude' or 'generator', and of "
        "equations that have neither always of their slow eigenvalues",
        name(*options.matrix)));
  }
  if (options.near && options.matrix == EquationMatrix::amplitude) {
    throw Error("eigenvalues near a number are those of matrix 'generator', not of 'amplitude'");
  }
  Transition result{study.model.title, parameter, interval, {}};
  const auto count = static_cast<double>(study.equations.size());
  for (const Equation& equation : study.equations) {
    const auto index = static_cast<double>(result.equations.size());
    result.equations.push_back(transition_or_reason(
        study, parameter, interval, equation, part(options, index / count, (index + 1) / count)));
  }
  const auto has_something = [](const EquationTransition& e) {
    return e.not_searched.empty() || std::ranges::any_of(e.markers, [](const TransitionMarker& m) {
             return m.value.has_value();
           });
  };
  if (std::ranges::none_of(result.equations, has_something)) {
    throw Error(result.equations.front().not_searched);
  }
  return result;
}

std::string fingerprint(const Study& study, const std::string& parameter, const Interval& interval,
                        const TransitionOptions& options) {
  Fingerprint print;
  print.add(study_frame(study));
  for (const Equation& equation : study.equations) print.add(equation);
  print.add(parameter);
  print.add(interval.lower);
  print.add(interval.upper);
  print.add(options.height ? fmt::format("{}", *options.height) : std::string("any height"));
  print.add(std::string(options.matrix ? name(*options.matrix) : "any matrix"));
  if (options.near) {
    print.add(options.near->value.real());
    print.add(options.near->value.imag());
    print.add(static_cast<double>(options.near->count));
  }
  return print.text();
}

}  // namespace quflux::inline study
