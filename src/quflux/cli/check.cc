#include "quflux/cli/check.h"

#include <algorithm>
#include <optional>

#include <fmt/core.h>

#include "quflux/cli/check_network.h"
#include "quflux/core/error.h"
#include "quflux/method/master_equation/make_generator.h"
#include "quflux/method/network/recognise.h"
#include "quflux/model_file/model_file.h"
#include "quflux/numerics/eigenbasis.h"
#include "quflux/report/table.h"
#include "quflux/solve/steady_state.h"
#include "quflux/study/outputs.h"
#include "quflux/study/pair_road.h"
#include "quflux/study/run_sweep.h"
#include "quflux/validity/transitions.h"

namespace quflux {

namespace {

constexpr const char* kHelp =
    "Read a model file and say in words what it means: energies, transition frequencies and "
    "rates,\n"
    "what each equation assumes and whether that holds here.\n"
    "\n"
    "The sweep is not run: all this is at the numbers that the file gives outside of it. Exit "
    "status "
    "2,\n"
    "with file, line and column, when the file is not allowed.\n";

constexpr const char* kExamples =
    "Examples:\n"
    "  quflux check pair.toml\n"
    "  quflux check pair.toml --set coupling.rabi.strength=0.2\n";

constexpr std::size_t kMostRows = 12;  // of energies and transitions

// "Much smaller" and "much larger" in what an equation assumes: a factor of ten.
constexpr double kMuch = 10;

std::string number(double x) { return fmt::format("{:.6g}", x); }

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
  Table table{{"bath", "frequency", "emission rate", "absorption rate"}, {}};
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

std::string verdict(bool holds, bool fails) {
  return holds ? "holds" : fails ? "does not hold" : "is doubtful";
}

// What the equation neglects, against the scales of the model.
std::string assumption(Equation equation, const TimeScales& s) {
  const double rate = s.largest_rate;
  switch (equation) {
    case Equation::local: {
      const double splitting = s.coupling_splitting;
      return fmt::format(
          "each bath sees its own site only, which needs the splitting by couplings (here {}) well "
          "below the rates (up to {}): {}; it can break the second law",
          number(splitting), number(rate), verdict(splitting * kMuch <= rate, splitting >= rate));
    }
    case Equation::global:
      if (!s.smallest_splitting) {
        return "drops coherences between different transitions: there is only one, nothing is "
               "dropped";
      }
      return fmt::format(
          "drops coherences between transitions, which needs splittings (at least {}) well above "
          "the "
          "rates (up to {}): {}",
          number(*s.smallest_splitting), number(rate),
          verdict(*s.smallest_splitting >= kMuch * rate, *s.smallest_splitting <= rate));
    case Equation::partial_secular:
      if (!s.smallest_frequency) return "has no transition to drop anything from";
      return fmt::format(
          "drops counter-rotating terms only, which needs frequencies (at least {}) well above the "
          "rates (up to {}): {}; not completely positive",
          number(*s.smallest_frequency), number(rate),
          verdict(*s.smallest_frequency >= kMuch * rate, *s.smallest_frequency <= rate));
    case Equation::redfield:
      return "keeps all terms; needs weak coupling to the baths only, but is not completely "
             "positive";
    case Equation::exact:
      return "drops nothing: the exact current of the oscillators with their baths";
  }
  return "";
}

std::string sweep_in_words(const ModelFile& file) {
  std::string text;
  for (const SweepAxis& axis : file.sweep.axes) {
    text += fmt::format("  {}: {} values from {} to {}\n", axis.path, axis.values.size(),
                        number(axis.values.front()), number(axis.values.back()));
  }
  for (const Follow& follow : file.sweep.follows) {
    text += fmt::format("  {} = {} x {} + {}\n", follow.path, number(follow.factor), follow.source,
                        number(follow.offset));
  }
  if (text.empty()) return "Sweep: none, a single point\n";
  return fmt::format("Sweep: {} points\n", grid_size(file.sweep)) + text;
}

std::string stationary_state(const System& system, Equation equation,
                             const EquationOptions& options) {
  try {
    const double lowest = min_eigenvalue(steady_state(make_generator(system, equation, options)));
    return fmt::format("smallest eigenvalue of its stationary state {}", number(lowest));
  } catch (const Error& error) {
    return std::string("no answer here: ") + error.what();
  }
}

std::string titled(const ModelFile& file, const std::string& text) {
  return (file.model.title.empty() ? "" : file.model.title + "\n\n") + text;
}

// A network: its modes in the place of energies and transitions.
std::string describe_network(const ModelFile& file) {
  const Network network = require_network(file.model);
  std::string text;
  std::optional<TimeScales> scales;
  try {
    text = modes_in_words(network, file.options);
    scales = mode_scales(network, file.options);
  } catch (const Error& error) {
    // The local equation does not ask for modes.
    text = fmt::format("Sites: {}\nNo normal modes: {}\n", network.exchange.rows(), error.what());
  }
  text += "\n";
  for (const Equation equation : file.equations) {
    text += fmt::format("{}: {}{}\n", name(equation),
                        scales ? assumption(equation, *scales) : "not to be judged without modes",
                        network_state_in_words(network, equation, file.options));
  }
  return titled(file, text) + "\n" + road_in_words(file) + "\n\n" + sweep_in_words(file);
}

}  // namespace

std::string describe(const ModelFile& file) {
  output_layout(file);
  if (!pair_road_suits(file) && is_solved_as_network(file)) return describe_network(file);
  const System system = to_system(file.model);
  validate(system);
  const TimeScales scales = time_scales(system, file.options.degeneracy_tolerance);

  std::string text = titled(file, "");
  text += fmt::format(
      "Dimension: {}{}\n", system.hamiltonian.rows(),
      file.model.sites.empty() ? "" : fmt::format(" (sites: {})", file.model.sites.size()));
  text += energies(system);
  for (const SystemBath& bath : system.baths) {
    text += fmt::format("Bath {}: temperature {}\n", bath.name, number(bath.reservoir.temperature));
  }
  text += "\n" + transition_table(system, file.options) + "\n";
  for (const Equation equation : file.equations) {
    if (equation == Equation::exact) {
      text += fmt::format("{}: {}\n", name(equation), assumption(equation, scales));
      continue;
    }
    text += fmt::format("{}: {}; {}\n", name(equation), assumption(equation, scales),
                        stationary_state(system, equation, file.options));
  }
  if (pair_road_suits(file)) {
    text += "This is a pair of two-level systems: the closed form computes it.\n";
  } else if (const std::string road = road_in_words(file); !road.empty()) {
    text += "\n" + road + "\n";
  }
  return text + "\n" + sweep_in_words(file);
}

std::string describe_model(const CheckCommand& command) {
  return describe(read_model_file(command.model, command.settings));
}

void add_check_command(CLI::App& app, CheckCommand& command) {
  CLI::App* sub = app.add_subcommand("check", kHelp);
  sub->footer(kExamples);
  sub->add_option("model", command.model, "Model file (TOML)")->required()->type_name("MODEL.toml");
  sub->add_option("--set", command.settings,
                  "Change a key of the model file: PATH=VALUE; may be given several times")
      ->type_name("PATH=VALUE")
      ->expected(1)
      ->take_all();
  sub->callback([&command] { fmt::print("{}", describe_model(command)); });
}

}  // namespace quflux
