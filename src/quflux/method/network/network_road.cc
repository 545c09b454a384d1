#include "quflux/method/network/network_road.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <variant>
#include <vector>

#include "quflux/core/digits.h"
#include "quflux/core/error.h"
#include "quflux/core/parallel.h"
#include "quflux/method/master_equation/density_matrix_road.h"
#include "quflux/method/master_equation/equilibrium_subtraction.h"
#include "quflux/method/network/amplitude_matrix.h"
#include "quflux/method/network/bond_spectra.h"
#include "quflux/method/network/bonds.h"
#include "quflux/method/network/closed_moments.h"
#include "quflux/method/network/counting.h"
#include "quflux/method/network/exact.h"
#include "quflux/method/network/exact_counting.h"
#include "quflux/method/network/exact_response.h"
#include "quflux/method/network/master_equation.h"
#include "quflux/method/network/network_course.h"
#include "quflux/method/network/recognise.h"
#include "quflux/numerics/lapack.h"
#include "quflux/road/answer_at.h"
#include "quflux/road/write_points.h"

namespace quflux::inline network {

namespace {

constexpr Quantities kGives{Quantity::flows,           Quantity::occupations,
                            Quantity::bond_flows,      Quantity::amplitude_eigenvalues,
                            Quantity::flow_errors,     Quantity::flow_digits,
                            Quantity::hierarchy_sizes, Quantity::flow_noise,
                            Quantity::third_cumulants, Quantity::pointer_populations,
                            Quantity::pointer_rates,   Quantity::enlarged_sizes};

// What the density matrix gives in the place of moments that have no answer, and of how many sites
// it does so in a fraction of a second; more digits of flows take longer.
constexpr Quantities kInGeneral{Quantity::flows, Quantity::flow_digits, Quantity::occupations,
                                Quantity::bond_flows};
constexpr std::size_t kMostInGeneral = 6;
constexpr std::size_t kMostForDigits = 4;

// Products of smaller matrices do not gain what threads lose in waiting for one another.
constexpr std::size_t kSitesForThreads = 200;

constexpr std::size_t kSolvedAtOnce = 64;  // sites

using Eigen::Index;

Index index_of(const Model& model, const std::string& site) {
  return static_cast<Index>(site_index(model, site, "an output"));
}

std::vector<Bond> model_bonds(const Model& model, const Network& network) {
  std::vector<Bond> bonds;
  for (const Coupling& c : model.couplings) {
    bonds.push_back(bond(network, index_of(model, c.sites[0]), index_of(model, c.sites[1])));
  }
  return bonds;
}

// Phases of a chain are taken into its operators, which the bath at the far end then shows: only
// where what it raises and what it lowers are apart does nothing depend on them.
std::string gauge_obstacle(const Model& model, const Network& network, const NetworkForm& form) {
  if (network.statistics != Statistics::fermions || !has_phases(model) ||
      form == NetworkForm{NetworkEquation::local} ||
      is_positive_definite(network.exchange.cast<Complex>())) {
    return "";
  }
  return "a chain with phases has a mode below zero energy, where phases show; it needs the "
         "density matrix";
}

// Where the phases of a chain of two-level systems are not followed.
std::string phase_obstacle_of_atoms(const Model& model, const Network& network,
                                    const NetworkForm& form, const EquationOptions& options) {
  if (form == NetworkForm{NetworkEquation::redfield}) {
    return "redfield sees the phases of couplings through the counter-rotating part of its baths";
  }
  if (options.secular_cutoff) {
    return "phases of couplings show where a secular_cutoff keeps pairs of opposite signs, which "
           "needs the density matrix";
  }
  if (std::string reason = gauge_obstacle(model, network, form); !reason.empty()) return reason;
  return has_position_coupling(network)
             ? "phases of exchange couplings beside position couplings need the density matrix"
             : "";
}

// Where the phases of couplings are not followed.
std::string phase_obstacle(const Model& model, const RoadEquation& equation) {
  if (!has_phases(model)) return "";
  const Network network = require_network(model);
  const EquationOptions options = equation_options(equation.options);
  if (network.statistics == Statistics::fermions) {
    const NetworkForm form = std::any_cast<NetworkForm>(equation.form);
    std::string reason = phase_obstacle_of_atoms(model, network, form, options);
    if (!reason.empty()) return reason;
  }
  if (has_position_coupling(network) && options.bath_coupling == BathCoupling::exchange) {
    return "bath_coupling = \"exchange\" beside position couplings is known without phases alone";
  }
  return "";
}

std::string road_obstacle(const Model& model, const RoadEquation& equation,
                          const Quantities& quantities) {
  if (subtracts_equilibrium(equation.options)) {
    return "equilibrium_subtraction needs the density matrix";
  }
  if (std::string reason = network_obstacle(model); !reason.empty()) return reason;
  const bool exact =
      std::holds_alternative<ExactNetwork>(std::any_cast<NetworkForm>(equation.form));
  if (std::string reason = phase_obstacle(model, equation); !reason.empty()) return reason;
  const Statistics statistics = network_statistics(model);
  if (exact && statistics == Statistics::fermions) {
    return "the exact current is known for oscillators only";
  }
  if (statistics == Statistics::fermions &&
      equation_options(equation.options).bath_coupling == BathCoupling::exchange) {
    return "bath_coupling = \"exchange\" to two-level systems needs the density matrix";
  }
  if (counts(quantities) && !exact) {
    if (std::string reason = closure_obstacle(require_network(model), equation); !reason.empty())
      return reason;
  }
  return quantities.within(kGives) ? "" : "an output needs the density matrix";
}

std::string counting_obstacle_of(const Model& model, const RoadEquation& equation) {
  return road_obstacle(model, equation, {Quantity::flow_noise});
}

FlowStatistics statistics_of(const Network& network, const RoadEquation& equation) {
  return std::holds_alternative<ExactNetwork>(std::any_cast<NetworkForm>(equation.form))
             ? exact_statistics(network, equation_options(equation.options))
             : flow_statistics(network, closed_equation(equation));
}

std::string obstacle_in_time(const Model& model, const RoadEquation& equation,
                             const Quantities& quantities, const Course& course) {
  if (std::string reason = road_obstacle(model, equation, {}); !reason.empty()) return reason;
  return course_obstacle(model, equation, quantities, course);
}

// The sites of a coupling.
Bond bond_of(const Model& model, const Network& network, std::size_t coupling) {
  const std::vector<std::string>& sites = model.couplings[coupling].sites;
  return bond(network, index_of(model, sites[0]), index_of(model, sites[1]));
}

std::string loop_obstacle(const Model& model, std::size_t coupling) {
  return bond_of(model, require_network(model), coupling).loop
             ? "the spectrum of what flows through a bond is known where it parts the network in "
               "two"
             : "";
}

std::string flow_spectrum_obstacle(const Model& model, const RoadEquation& equation,
                                   std::size_t coupling) {
  if (std::string reason = road_obstacle(model, equation, {}); !reason.empty()) return reason;
  const NetworkForm form = std::any_cast<NetworkForm>(equation.form);
  if (form == NetworkForm{NetworkEquation::local}) {
    if (std::string reason = closure_obstacle(require_network(model), equation); !reason.empty()) {
      return reason;
    }
  } else if (!std::holds_alternative<ExactNetwork>(form)) {
    return "flow_spectrum is known in the local equation and in exact alone: where transitions of "
           "the coupled system decay, it vanishes or changes its sign";
  }
  return loop_obstacle(model, coupling);
}

RealVector flow_spectrum_of(const Model& model, const RoadEquation& equation, std::size_t coupling,
                            std::span<const double> frequencies) {
  const Network network = require_network(model);
  const std::vector<std::string>& sites = model.couplings[coupling].sites;
  const Index from = index_of(model, sites[0]);
  const Index to = index_of(model, sites[1]);
  const EquationOptions options = equation_options(equation.options);
  return std::holds_alternative<ExactNetwork>(std::any_cast<NetworkForm>(equation.form))
             ? exact_flow_spectrum(network, from, to, frequencies, options)
             : local_flow_spectrum(network, from, to, frequencies, options);
}

std::string bond_noise_obstacle(const Model& model, const RoadEquation& equation,
                                std::size_t coupling) {
  if (std::holds_alternative<ExactNetwork>(std::any_cast<NetworkForm>(equation.form))) {
    return "the baths of the exact current have a memory, and no regression gives its noise";
  }
  if (std::string reason = road_obstacle(model, equation, {}); !reason.empty()) return reason;
  if (std::string reason = closure_obstacle(require_network(model), equation); !reason.empty()) {
    return reason;
  }
  return loop_obstacle(model, coupling);
}

RealVector bond_noise_of(const Model& model, const RoadEquation& equation, std::size_t coupling,
                         std::span<const double> frequencies) {
  const std::vector<std::string>& sites = model.couplings[coupling].sites;
  return bond_noise(require_network(model), closed_equation(equation), index_of(model, sites[0]),
                    index_of(model, sites[1]), frequencies);
}

std::string amplitude_obstacle(const Model& model, const RoadEquation& equation) {
  if (std::holds_alternative<ExactNetwork>(std::any_cast<NetworkForm>(equation.form))) {
    return "the baths of the exact current have a memory, and no matrix says how amplitudes decay";
  }
  return road_obstacle(model, equation, {Quantity::amplitude_eigenvalues});
}

Matrix amplitude_matrix_of(const Model& model, const RoadEquation& equation) {
  return amplitude_matrix(require_network(model),
                          std::get<NetworkEquation>(std::any_cast<NetworkForm>(equation.form)),
                          equation_options(equation.options));
}

bool temperatures_differ(const Network& network) {
  return std::ranges::any_of(network.baths, [&](const NetworkBath& bath) {
    return bath.reservoir.temperature != network.baths.front().reservoir.temperature;
  });
}

class Solver {
 public:
  Solver(const Points& points, const std::vector<RoadEquation>& equations,
         const Quantities& quantities)
      : points_(points), quantities_(quantities) {
    for (const RoadEquation& equation : equations) {
      equations_.push_back({equation, std::any_cast<NetworkForm>(equation.form),
                            equation_options(equation.options)});
    }
  }

  void solve(Tile tile, std::span<Answer> answers) const {
    for (std::size_t point = tile.begin; point < tile.end; ++point) {
      const std::size_t i = point - tile.begin;
      const Model& model = points_.at(point);
      // The equations of one network side by side: the model stays at this point meanwhile.
      parallel_for(equations_.size(), 1, [&](std::size_t begin, std::size_t end) {
        for (std::size_t e = begin; e < end; ++e) {
          try {
            solve_one(model, equations_[e], i, answers[e]);
          } catch (const NoAnswer& error) {
            solve_in_general(model, equations_[e], error.what(), i, answers[e]);
          }
        }
      });
    }
  }

 private:
  struct Bound {
    RoadEquation equation;
    NetworkForm form;
    EquationOptions options;
  };

  // Writes numbers of one point into a column, if that was asked for.
  void write(Quantity quantity, const RealVector& numbers, std::size_t i,
             std::vector<double>& column) const {
    if (!quantities_.has(quantity)) return;
    write_points(numbers, i, column);
  }

  void solve_one(const Model& model, const Bound& bound, std::size_t i, Answer& answer) const {
    const Network network = require_network(model);
    if (std::string reason = gauge_obstacle(model, network, bound.form); !reason.empty()) {
      throw NoAnswer(reason);
    }
    std::vector<Bond> bonds;
    if (quantities_.has(Quantity::bond_flows)) bonds = model_bonds(model, network);
    if (const auto* equation = std::get_if<NetworkEquation>(&bound.form)) {
      solve_moments(model, network, bonds, bound, *equation, i, answer);
    } else {
      solve_exactly(network, bonds, bound.options, i, answer);
    }
    if (counts(quantities_)) {
      write_statistics(statistics_of(network, bound.equation), quantities_, network.baths.size(), i,
                       answer);
    }
  }

  // Flows may be the same in all stationary states where the moments have more than one, and some
  // of a small model are known in more digits than the moments leave.
  void solve_in_general(const Model& model, const Bound& bound, const std::string& reason,
                        std::size_t i, Answer& answer) const {
    std::optional<Answer> general;
    if (quantities_.within(kInGeneral)) {
      general = general_answer(model, bound, quantities_, kMostInGeneral);
    }
    if (!general) {
      answer.reasons[i] = reason;
    } else if (!general->answered(0)) {
      answer.reasons[i] = general->reasons.at(0);
    } else {
      put_flows(*general, i, answer);
    }
  }

  // What the density matrix says of a small chain of two-level systems.
  std::optional<Answer> general_answer(const Model& model, const Bound& bound,
                                       const Quantities& quantities, std::size_t most_sites) const {
    const auto* equation = std::get_if<NetworkEquation>(&bound.form);
    if (equation == nullptr || model.sites.size() > most_sites) return std::nullopt;
    if (std::holds_alternative<Oscillator>(model.sites.front().kind)) return std::nullopt;
    return answer_at(model, density_matrix_road(),
                     {find_master_equation(name(*equation)), bound.equation.options}, quantities,
                     points_.from);
  }

  void solve_moments(const Model& model, const Network& network, const std::vector<Bond>& bonds,
                     const Bound& bound, NetworkEquation equation, std::size_t i,
                     Answer& answer) const {
    const NetworkState state = stationary_state(network, equation, bound.options);
    const std::string warning = broken_bound(state, network.statistics);
    if (!warning.empty()) add_remark(answer.warnings[i], warning);
    write_flows(model, network, bound, state, i, answer);
    write_occupations(model, network, bonds, bound, state, i, answer);
    if (quantities_.has(Quantity::amplitude_eigenvalues)) {
      answer.amplitude_eigenvalues[i] = state.amplitude_eigenvalues;
    }
  }

  void write_flows(const Model& model, const Network& network, const Bound& bound,
                   const NetworkState& state, std::size_t i, Answer& answer) const {
    if (!quantities_.has(Quantity::flows) && !quantities_.has(Quantity::flow_digits)) return;
    constexpr Quantities kFlows{Quantity::flows, Quantity::flow_digits};
    Answer told;
    told.reset(1, kFlows, static_cast<std::size_t>(state.flows.size()), 0, 0);
    told.tell_digits(0, state.flow_digits, state.flows);
    write_points(state.flows, 0, told.flows);
    const double digits = told.flow_digits[0];
    if (std::isnan(digits) || told.warnings.contains(0)) {
      const std::optional<Answer> general = general_answer(model, bound, kFlows, kMostForDigits);
      const double others = general && general->answered(0) ? general->flow_digits[0] : kNoDigits;
      if (others > digits || (std::isnan(digits) && !std::isnan(others))) told = *general;
    }
    put_flows(told, i, answer);
    const bool lost = std::isnan(told.flow_digits[0]) && std::isinf(state.cancelled);
    if (!lost || !temperatures_differ(network)) return;
    add_remark(answer.warnings[i],
               "no digit of the flows is left: they vanish, or are smaller than rounding of what "
               "the baths exchange");
  }

  // Where a mode is damped so slowly that the moments lose digits, a small model has them in the
  // density matrix.
  void write_occupations(const Model& model, const Network& network, const std::vector<Bond>& bonds,
                         const Bound& bound, const NetworkState& state, std::size_t i,
                         Answer& answer) const {
    constexpr double kEnough = 1e-10;
    Quantities asked;
    for (const Quantity quantity : {Quantity::occupations, Quantity::bond_flows}) {
      if (quantities_.has(quantity)) asked |= {quantity};
    }
    if (asked.within({})) return;
    write(Quantity::occupations, state.occupations, i, answer.occupations);
    RealVector flows(static_cast<Eigen::Index>(bonds.size()));
    const auto q_p = [&](Eigen::Index a, Eigen::Index b) { return state.q_p(a, b); };
    const auto moment = [&](Eigen::Index k, Eigen::Index l) { return state.moments(k, l); };
    std::ranges::transform(bonds, flows.begin(), [&](const Bond& b) {
      return has_phases(network) ? bond_flow_of_moments(network, b, moment)
                                 : bond_flow(network, b, q_p);
    });
    write(Quantity::bond_flows, flows, i, answer.bond_flows);
    if (state.rounding <= kEnough) return;
    const bool lost = !state.occupations.allFinite();
    const std::optional<Answer> general =
        general_answer(model, bound, asked, lost ? kMostInGeneral : kMostForDigits);
    if (general && general->answered(0)) {
      put_flows(*general, i, answer);
    } else if (lost) {
      add_remark(answer.warnings[i],
                 "a mode is damped so slowly that rounding leaves less than six digits of the "
                 "occupations");
    }
  }

  void solve_exactly(const Network& network, const std::vector<Bond>& bonds,
                     const EquationOptions& options, std::size_t i, Answer& answer) const {
    const ExactFlows exact = exact_flows(network, options);
    write(Quantity::flows, exact.flows, i, answer.flows);
    if (quantities_.has(Quantity::flow_errors)) answer.flow_errors[i] = exact.error;
    if (quantities_.has(Quantity::flow_digits)) {
      answer.flow_digits[i] = digits_of(exact.error / exact.flows.cwiseAbs().maxCoeff());
    }
    if (quantities_.has(Quantity::amplitude_eigenvalues)) {
      answer.amplitude_eigenvalues[i] = Complex(0, -1) * resonances(network, options);
    }
    if (!quantities_.has(Quantity::occupations) && bonds.empty()) return;
    const ExactProfile profile = exact_profile(network, bonds, options);
    write(Quantity::occupations, profile.occupations, i, answer.occupations);
    write(Quantity::bond_flows, profile.bond_flows, i, answer.bond_flows);
  }

  Points points_;
  Quantities quantities_;
  std::vector<Bound> equations_;
};

std::string in_words(const Model& model) {
  const bool atoms = std::holds_alternative<TwoLevel>(model.sites.front().kind);
  return fmt::format("solved as a {} of {} sites",
                     atoms ? "chain of two-level systems" : "network of oscillators (no level cut)",
                     model.sites.size());
}

std::string derivative_obstacle(const Model&, const RoadEquation& equation) {
  return std::holds_alternative<ExactNetwork>(std::any_cast<NetworkForm>(equation.form))
             ? ""
             : "derivatives of moments are those of differences";
}

Slopes slopes_of(const Model& model, const RoadEquation& equation,
                 const std::vector<std::string>& paths, bool occupations) {
  return exact_slopes(model, equation_options(equation.options), paths, occupations);
}

}  // namespace

const Road& network_road() {
  static const Road road{
      .name = "network",
      .solves = "a chain or network",
      .by_modes = true,
      .obstacle = road_obstacle,
      .open = [](const Points& points, const std::vector<RoadEquation>& equations,
                 const Quantities& quantities) -> Solve {
        return [solver = Solver(points, equations, quantities)](
                   Tile tile, std::span<Answer> answers) { solver.solve(tile, answers); };
      },
      .in_time =
          InTime{.obstacle = obstacle_in_time, .open = follow_network, .follows_drives = true},
      .amplitudes = AmplitudeMatrix{.obstacle = amplitude_obstacle, .matrix = amplitude_matrix_of},
      .flow_spectrum = BondSpectrum{.obstacle = flow_spectrum_obstacle, .values = flow_spectrum_of},
      .bond_noise = BondSpectrum{.obstacle = bond_noise_obstacle, .values = bond_noise_of},
      .counting = Counting{.obstacle = counting_obstacle_of,
                           .statistics =
                               [](const Model& model, const RoadEquation& equation) {
                                 return statistics_of(require_network(model), equation);
                               }},
      .derivatives = Derivatives{.obstacle = derivative_obstacle, .slopes = slopes_of},
      .fills_cores = [](const Model& model) { return model.sites.size() >= kSitesForThreads; },
      .at_once = [](const Model& model) { return model.sites.size() <= kSolvedAtOnce; },
      .in_words = in_words};
  return road;
}

}  // namespace quflux::inline network
