#include "quflux/cli/check_network.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include <fmt/core.h>

#include "quflux/core/error.h"
#include "quflux/method/network/bath_rates.h"
#include "quflux/method/network/damping.h"
#include "quflux/method/network/exact.h"
#include "quflux/method/network/master_equation.h"
#include "quflux/method/network/normal_modes.h"
#include "quflux/numerics/lapack.h"
#include "quflux/report/table.h"
#include "quflux/study/network_road.h"

namespace quflux {

namespace {

using Eigen::Index;

constexpr Index kMostRows = 12;      // of modes
constexpr Index kSolvedAtOnce = 64;  // sites of a network that is solved while one waits

std::string number(double x) { return fmt::format("{:.6g}", x + 0.0); }  // -0 is 0

// The rates at which a bath alone relaxes the quanta of each mode.
RealVector relaxation_rates(const Network& network, const NormalModes& modes,
                            const NetworkBath& bath, const EquationOptions& options) {
  EquationOptions unshifted = options;
  unshifted.lamb_shift = false;
  RealVector rates = mode_weights(modes, bath, options.bath_coupling).rotating.cwiseAbs2();
  for (Index k = 0; k < rates.size(); ++k) {
    const double e = modes.energies(k);
    const Reference itself{e, bath.reservoir.temperature};
    rates(k) *= 2 * bath_rates(bath, network.statistics, e, itself, unshifted).relaxation;
  }
  return rates;
}

// sqrt(d^2 + 4 c^2) as in TimeScales: c is the norm of the couplings and d the smallest difference
// of two frequencies that they connect.
double coupling_splitting(const Network& network) {
  RealMatrix couplings = network.exchange;
  if (has_position_coupling(network)) couplings += network.position;
  couplings.diagonal().setZero();
  double smallest = std::numeric_limits<double>::infinity();
  for (Index i = 0; i < couplings.rows(); ++i) {
    for (Index l = 0; l < i; ++l) {
      if (couplings(i, l) == 0) continue;
      smallest = std::min(smallest, std::abs(network.exchange(i, i) - network.exchange(l, l)));
    }
  }
  if (std::isinf(smallest)) return 0;
  return std::hypot(smallest, 2 * symmetric_eigen(couplings).values.cwiseAbs().maxCoeff());
}

}  // namespace

bool is_solved_as_network(const ModelFile& file) {
  return std::ranges::all_of(
      file.equations, [&](Equation equation) { return network_obstacle(file, equation).empty(); });
}

std::string modes_in_words(const Network& network, const EquationOptions& options) {
  const NormalModes modes = normal_modes(network);
  const Index n = modes.energies.size();
  std::string text = fmt::format("Sites: {}\nEnergies of the normal modes: ", n);
  for (Index k = 0; k < std::min(n, kMostRows); ++k) {
    text += (k == 0 ? "" : ", ") + number(modes.energies(k));
  }
  text += n > kMostRows ? fmt::format(", ... {} ({} in all)\n", number(modes.energies(n - 1)), n)
                        : "\n";
  Table table{{"bath", "mode", "relaxation rate", "occupation"}, {}};
  for (const NetworkBath& bath : network.baths) {
    text += fmt::format("Bath {}: temperature {}\n", bath.name, number(bath.reservoir.temperature));
    const RealVector rates = relaxation_rates(network, modes, bath, options);
    for (Index k = 0; k < std::min(n, kMostRows); ++k) {
      const double e = modes.energies(k);
      table.rows.push_back({bath.name, number(e), number(rates(k)),
                            number(occupation(network.statistics, e, bath.reservoir.temperature))});
    }
    if (n > kMostRows) table.rows.push_back({bath.name, fmt::format("... {} in all", n), "", ""});
  }
  return text +
         "\nRates at which each bath relaxes the modes, and the occupation it alone gives them:\n" +
         to_text(table);
}

TimeScales mode_scales(const Network& network, const EquationOptions& options) {
  const NormalModes modes = normal_modes(network);
  TimeScales scales{0, std::nullopt, modes.energies.minCoeff(), coupling_splitting(network)};
  for (const NetworkBath& bath : network.baths) {
    scales.largest_rate =
        std::max(scales.largest_rate, relaxation_rates(network, modes, bath, options).maxCoeff());
  }
  const std::vector<Index> groups = degenerate_groups(modes.energies, options.degeneracy_tolerance);
  for (std::size_t g = 1; g + 1 < groups.size(); ++g) {
    const double splitting = modes.energies(groups[g]) - modes.energies(groups[g] - 1);
    scales.smallest_splitting = std::min(scales.smallest_splitting.value_or(splitting), splitting);
  }
  return scales;
}

std::string network_state_in_words(const Network& network, Equation equation,
                                   const EquationOptions& options) {
  if (network.exchange.rows() > kSolvedAtOnce) return "";
  try {
    if (equation == Equation::exact) {
      return fmt::format("; estimated error of its flows {}",
                         number(exact_flows(network, options).error));
    }
    const NetworkState state = stationary_state(network, equation, options);
    const std::string broken = broken_bound(state, network.statistics);
    if (!broken.empty()) return "; " + broken;
    if (state.occupations.hasNaN()) {
      return "; a mode relaxes too slowly for its occupation to be known in double precision";
    }
    return fmt::format("; occupations of the sites {} to {}", number(state.occupations.minCoeff()),
                       number(state.occupations.maxCoeff()));
  } catch (const Error& error) {
    return std::string("; no answer here: ") + error.what();
  }
}

}  // namespace quflux
