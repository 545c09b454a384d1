#include "quflux/report/check.h"

#include <algorithm>
#include <optional>

#include <fmt/core.h>

#include "quflux/core/error.h"
#include "quflux/method/network/recognise.h"
#include "quflux/numerics/eigenbasis.h"
#include "quflux/report/table.h"
#include "quflux/report/words.h"
#include "quflux/solve/steady_state.h"
#include "quflux/study/answer_at.h"
#include "quflux/study/plan.h"
#include "quflux/validity/judge.h"
#include "quflux/validity/mode_scales.h"

namespace quflux::inline report {

namespace {

using Eigen::Index;

constexpr std::size_t kMostRows = 12;      // of energies, transitions and modes
constexpr std::size_t kSolvedAtOnce = 64;  // sites of a network that is solved while one waits

std::string energies(const System& system) {
  const RealVector e = eigenbasis(system.hamiltonian).energies;
  std::string text = "Energies: ";
  const auto shown = std::min<Eigen::Index>(e.size(), kMostRows);
  for (Eigen::Index i = 0; i < shown; ++i) {
    text += (i == 0 ? "" : ", ") + number(e(i));
  }
  return text + (shown < e.size() ? fmt::format(", ... ({} in all)\n", e.size()) : "\n");
}

std::string transition_table(const System& system, const EquationOptions& options) {
  TextTable table{{"bath", "frequency", "emission rate", "absorption rate"}, {}};
  for (const SystemBath& bath : system.baths) {
    const auto transitions = bath_transitions(system, bath, options.degeneracy_tolerance);
    for (std::size_t i = 0; i < std::min(transitions.size(), kMostRows); ++i) {
      const BathTransition& t = transitions[i];
      table.rows.push_back(
          {bath.name, number(t.frequency), number(t.emission), number(t.absorption)});
    }
    if (transitions.size() > kMostRows) {
      table.rows.push_back({bath.name, fmt::format("... {} in all", transitions.size()), "", ""});
    }
  }
  return "Transitions of the coupled system and their largest rates:\n" + to_text(table);
}

// Normal modes, and the rates of the baths in them.
std::string modes_in_words(const Network& network, const EquationOptions& options) {
  const NormalModes modes = normal_modes(network);
  const Index n = modes.energies.size();
  constexpr auto kMostModes = static_cast<Index>(kMostRows);
  std::string text = fmt::format("Sites: {}\nEnergies of the normal modes: ", n);
  for (Index k = 0; k < std::min(n, kMostModes); ++k) {
    text += (k == 0 ? "" : ", ") + number(modes.energies(k));
  }
  text += n > kMostModes ? fmt::format(", ... {} ({} in all)\n", number(modes.energies(n - 1)), n)
                         : "\n";
  TextTable table{{"bath", "mode", "relaxation rate", "occupation"}, {}};
  for (const NetworkBath& bath : network.baths) {
    text += fmt::format("Bath {}: temperature {}\n", bath.name, number(bath.reservoir.temperature));
    const RealVector rates = relaxation_rates(network, modes, bath, options);
    for (Index k = 0; k < std::min(n, kMostModes); ++k) {
      const double e = modes.energies(k);
      table.rows.push_back({bath.name, number(e), number(rates(k)),
                            number(occupation(network.statistics, e, bath.reservoir.temperature))});
    }
    if (n > kMostModes) table.rows.push_back({bath.name, fmt::format("... {} in all", n), "", ""});
  }
  return text +
         "\nRates at which each bath relaxes the modes, and the occupation it alone gives them:\n" +
         to_text(table);
}

std::string sweep_in_words(const Study& study) {
  std::string text;
  for (const SweepAxis& axis : study.sweep.axes) {
    text += fmt::format("  {}: {} values from {} to {}\n", axis.path, axis.values.size(),
                        number(axis.values.front()), number(axis.values.back()));
  }
  for (const Follow& follow : study.sweep.follows) {
    text += fmt::format("  {} = {} x {} + {}\n", follow.path, number(follow.factor), follow.source,
                        number(follow.offset));
  }
  if (text.empty()) return "Sweep: none, a single point\n";
  return fmt::format("Sweep: {} points\n", grid_size(study.sweep)) + text;
}

const char* name(EnergyScale scale) {
  switch (scale) {
    case EnergyScale::splitting:
      return "splittings (at least ";
    case EnergyScale::frequency:
      return "frequencies (at least ";
    case EnergyScale::coupling:
      return "the splitting by couplings (here ";
  }
  return "";
}

const char* name(Verdict verdict) {
  switch (verdict) {
    case Verdict::holds:
      return "holds";
    case Verdict::doubtful:
      return "is doubtful";
    case Verdict::fails:
      return "does not hold";
  }
  return "";
}

// What the equation neglects, against the scales of the model.
std::string in_words(const Assumption& assumption, const TimeScales& scales) {
  const Judgement judgement = judge(assumption, scales);
  if (!assumption.scale) return assumption.neglects;
  if (!judgement.verdict) return assumption.without_scale;
  return fmt::format("{}, which needs {}{}) well {} the rates (up to {}): {}{}{}",
                     assumption.neglects, name(*assumption.scale), number(*judgement.scale),
                     assumption.above ? "above" : "below", number(judgement.rate),
                     name(*judgement.verdict), assumption.remark.empty() ? "" : "; ",
                     assumption.remark);
}

// What is known of the stationary state of an equation that is solved as a network.
std::string occupations_in_words(const Study& study, const PlannedRoad& planned, std::size_t k) {
  if (study.model.sites.size() > kSolvedAtOnce) return "";
  const bool exact = study.equations[planned.equations[k]].kind.positivity == Positivity::exact;
  const Answer answer =
      answer_at(study.model, planned, k, {exact ? Quantity::flow_errors : Quantity::occupations});
  if (!answer.answered(0)) return "; no answer here: " + answer.reasons.at(0);
  if (exact) return "; estimated error of its flows " + number(answer.flow_errors[0]);
  if (!answer.warnings.empty()) return "; " + answer.warnings.at(0);
  if (std::isnan(answer.occupations[0])) {
    return "; a mode relaxes too slowly for its occupation to be known in double precision";
  }
  const auto [least, most] = std::ranges::minmax(answer.occupations);
  return fmt::format("; occupations of the sites {} to {}", number(least), number(most));
}

// The same of one that is solved by the density matrix, or could be.
std::string eigenvalue_in_words(const Study& study, const Equation& equation) {
  const RoadTo& to = equation.kind.roads.back();
  const Answer answer =
      answer_at(study.model, {to.road, {}, {{to.form, equation.options}}}, 0, {Quantity::states});
  if (!answer.answered(0)) return "; no answer here: " + answer.reasons.at(0);
  return "; smallest eigenvalue of its stationary state " +
         number(min_eigenvalue(answer.states[0]));
}

// What is known of the stationary state of an equation, by the road that it takes.
std::string state_in_words(const Study& study, const Plan& plan, std::size_t equation) {
  for (const PlannedRoad& planned : plan.roads) {
    const auto found = std::ranges::find(planned.equations, equation);
    if (found == planned.equations.end() || planned.road->name != "network") continue;
    return occupations_in_words(study, planned,
                                static_cast<std::size_t>(found - planned.equations.begin()));
  }
  return eigenvalue_in_words(study, study.equations[equation]);
}

// The options of the tables of rates; each equation is judged by its own.
EquationOptions shared_options(const Study& study) { return equation_options(study.options); }

std::string titled(const Study& study, const std::string& text) {
  return (study.model.title.empty() ? "" : study.model.title + "\n\n") + text;
}

// A network: its modes in the place of energies and transitions.
std::string describe_network(const Study& study, const Plan& plan) {
  const PlannedRoad& planned = plan.roads.front();
  const Network network = require_network(study.model);
  const EquationOptions options = shared_options(study);
  std::string text;
  bool has_modes = true;
  try {
    text = modes_in_words(network, options);
  } catch (const NoAnswer& error) {
    // The local equation does not ask for modes.
    has_modes = false;
    text = fmt::format("Sites: {}\nNo normal modes: {}\n", network.exchange.rows(), error.what());
  }
  text += "\n";
  for (std::size_t k = 0; k < planned.equations.size(); ++k) {
    const Equation& equation = study.equations[planned.equations[k]];
    std::string judgement = "not to be judged without modes";
    if (has_modes) {
      const TimeScales scales = mode_scales(network, equation_options(equation.options));
      judgement = in_words(equation.kind.assumption, scales);
    }
    text += fmt::format("{}: {}{}\n", equation.label, judgement,
                        occupations_in_words(study, planned, k));
  }
  return titled(study, text) + "\n" + road_in_words(study, plan) + "\n\n" + sweep_in_words(study);
}

}  // namespace

std::string describe(const Study& study) {
  const Plan plan = make_plan(study);
  const auto place = [&](std::string_view road) {
    const auto found = std::ranges::find(
        plan.roads, road, [](const PlannedRoad& planned) { return planned.road->name; });
    return static_cast<std::size_t>(found - plan.roads.begin());
  };
  const auto takes = [&](std::string_view road) { return place(road) < plan.roads.size(); };
  if (plan.roads.size() == 1 && takes("network")) {
    return describe_network(study, plan);
  }
  const System system = to_system(study.model);
  validate(system);
  const EquationOptions options = shared_options(study);

  std::string text = titled(study, "");
  text += fmt::format(
      "Dimension: {}{}\n", system.hamiltonian.rows(),
      study.model.sites.empty() ? "" : fmt::format(" (sites: {})", study.model.sites.size()));
  text += energies(system);
  for (const SystemBath& bath : system.baths) {
    text += fmt::format("Bath {}: temperature {}\n", bath.name, number(bath.reservoir.temperature));
  }
  for (const SystemLindblad& channel : system.lindblad) {
    text += fmt::format("Lindblad channel {}: rate {}\n", channel.name, number(channel.rate));
  }
  if (!system.baths.empty()) text += fmt::format("\n{}", transition_table(system, options));
  text += "\n";
  for (std::size_t e = 0; e < study.equations.size(); ++e) {
    const Equation& equation = study.equations[e];
    const double tolerance = equation_options(equation.options).degeneracy_tolerance;
    const std::string judgement =
        system.baths.empty() ? "without a bath it drops nothing"
                             : in_words(equation.kind.assumption, time_scales(system, tolerance));
    text += fmt::format("{}: {}{}\n", equation.label, judgement, state_in_words(study, plan, e));
  }
  if (takes("pair") && plan.roads.size() == 1) {
    text += "This is a pair of two-level systems: the closed form computes it.\n";
  } else if (takes("pair")) {
    text += fmt::format("This is a pair of two-level systems: the closed form computes {}; {}\n",
                        labels(study, plan.roads[place("pair")]), road_in_words(study, plan));
  } else if (const std::string road = road_in_words(study, plan); !road.empty()) {
    text += "\n" + road + "\n";
  }
  return text + "\n" + sweep_in_words(study);
}

}  // namespace quflux::inline report
