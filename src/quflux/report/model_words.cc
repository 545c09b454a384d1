#include "quflux/report/model_words.h"

#include <algorithm>

#include <fmt/core.h>

#include "quflux/core/error.h"
#include "quflux/method/network/recognise.h"
#include "quflux/numerics/eigenbasis.h"
#include "quflux/report/table.h"
#include "quflux/report/words.h"
#include "quflux/validity/mode_scales.h"

namespace quflux::inline report {

namespace {

using Eigen::Index;

constexpr std::size_t kMostListed = 12;  // of energies, transitions and modes

// The options of the tables of rates; each equation is judged by its own.
EquationOptions shared_options(const Study& study) { return equation_options(study.options); }

std::string temperature_in_words(const std::string& bath, const Reservoir& reservoir) {
  return fmt::format("Bath {}: temperature {}\n", bath, number(reservoir.temperature));
}

std::string energies(const System& system) {
  const RealVector e = eigenbasis(system.hamiltonian).energies;
  std::string text = "Energies: ";
  const auto shown = std::min<Index>(e.size(), kMostListed);
  for (Index i = 0; i < shown; ++i) {
    text += (i == 0 ? "" : ", ") + number(e(i));
  }
  return text + (shown < e.size() ? fmt::format(", ... ({} in all)\n", e.size()) : "\n");
}

void add_rows(const std::string& bath, const std::vector<BathTransition>& transitions,
              TextTable& table) {
  for (std::size_t i = 0; i < std::min(transitions.size(), kMostListed); ++i) {
    const BathTransition& t = transitions[i];
    table.rows.push_back({bath, number(t.frequency), number(t.emission), number(t.absorption)});
  }
  if (transitions.size() > kMostListed) {
    table.rows.push_back({bath, fmt::format("... {} in all", transitions.size()), "", ""});
  }
}

// The energies of modes, of many the first and the last.
std::string energies(const ModeRates& modes) {
  const Index n = modes.energies.size();
  constexpr auto kMostModes = static_cast<Index>(kMostListed);
  std::string text = "Energies of the normal modes: ";
  for (Index k = 0; k < std::min(n, kMostModes); ++k) {
    text += (k == 0 ? "" : ", ") + number(modes.energies(k));
  }
  return text + (n > kMostModes
                     ? fmt::format(", ... {} ({} in all)\n", number(modes.energies(n - 1)), n)
                     : "\n");
}

void add_rows(const Network& network, std::size_t j, const ModeRates& modes, TextTable& table) {
  const NetworkBath& bath = network.baths[j];
  const RealVector& rates = modes.rates[j];
  const Index n = modes.energies.size();
  constexpr auto kMostModes = static_cast<Index>(kMostListed);
  for (Index k = 0; k < std::min(n, kMostModes); ++k) {
    const double e = modes.energies(k);
    table.rows.push_back({bath.name, number(e), number(rates(k)),
                          number(occupation(network.statistics, e, bath.reservoir.temperature))});
  }
  if (n > kMostModes) table.rows.push_back({bath.name, fmt::format("... {} in all", n), "", ""});
}

}  // namespace

ModelWords transitions_in_words(const Study& study) {
  const System system = to_system(study.model);
  const auto transitions = bath_transitions(system, shared_options(study).degeneracy_tolerance);
  std::string text = fmt::format(
      "Dimension: {}{}\n", system.hamiltonian.rows(),
      study.model.sites.empty() ? "" : fmt::format(" (sites: {})", study.model.sites.size()));
  text += energies(system);
  TextTable table{{"bath", "frequency", "emission rate", "absorption rate"}, {}};
  for (std::size_t j = 0; j < system.baths.size(); ++j) {
    text += temperature_in_words(system.baths[j].name, system.baths[j].reservoir);
    add_rows(system.baths[j].name, transitions[j], table);
  }
  for (const SystemLindblad& channel : system.lindblad) {
    text += fmt::format("Lindblad channel {}: rate {}\n", channel.name, number(channel.rate));
  }
  if (!system.baths.empty()) {
    text += "\nTransitions of the coupled system and their largest rates:\n" + to_text(table);
  }
  return {text, time_scales(study.model, transitions)};
}

ModelWords modes_in_words(const Study& study) {
  const Network network = require_network(study.model);
  const EquationOptions options = shared_options(study);
  std::string text = fmt::format("Sites: {}\n", network.exchange.rows());
  try {
    const ModeRates modes = mode_rates(network, options);
    text += energies(modes);
    TextTable table{{"bath", "mode", "relaxation rate", "occupation"}, {}};
    for (std::size_t j = 0; j < network.baths.size(); ++j) {
      text += temperature_in_words(network.baths[j].name, network.baths[j].reservoir);
      add_rows(network, j, modes, table);
    }
    text +=
        "\nRates at which each bath relaxes the modes, and the occupation it alone gives them:\n";
    return {text + to_text(table), mode_scales(network, modes, options)};
  } catch (const NoAnswer& error) {
    return {text + fmt::format("No normal modes: {}\n", error.what()), std::nullopt};
  }
}

}  // namespace quflux::inline report
