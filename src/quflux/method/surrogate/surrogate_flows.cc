#include "quflux/method/surrogate/surrogate_flows.h"

#include <algorithm>
#include <cmath>
#include <set>

#include "quflux/core/error.h"
#include "quflux/generator/energy_flows.h"
#include "quflux/mapping/fit_band.h"
#include "quflux/method/master_equation/make_generator.h"
#include "quflux/method/master_equation/master_equation.h"
#include "quflux/method/surrogate/missing_shift.h"
#include "quflux/method/surrogate/renewal.h"
#include "quflux/method/surrogate/trajectories.h"
#include "quflux/solve/steady_state.h"

namespace quflux::inline surrogate {

namespace {

using Eigen::Index;

// Of system and modes: a matrix of so many rows is applied to vectors of its square in a second.
constexpr double kLargestDeterministic = 512;
constexpr double kLargestStochastic = 2048;
constexpr double kLargestBosonic = 300;
constexpr double kChosenBosonic = 100;  // where levels are not given
constexpr double kComparedWithMore = 200;
constexpr std::size_t kFewestLevels = 3;
constexpr double kSeen = 0.5;  // share of int gamma(w)/w dw that may lie beyond the fit
constexpr double kFits = 0.1;  // misfit of given modes that is worth no word

double largest(const RealVector& flows) { return flows.cwiseAbs().maxCoeff(); }

// The trace over the modes, which vary fastest.
Matrix of_system(const Matrix& state, Index d) {
  const Index rest = state.rows() / d;
  Matrix result(d, d);
  for (Index a = 0; a < d; ++a) {
    for (Index b = 0; b < d; ++b) {
      result(a, b) = state.block(a * rest, b * rest, rest, rest).trace();
    }
  }
  return result;
}

std::vector<std::size_t> levels_of(const Model& model, const SurrogateOptions& options,
                                   const std::vector<SurrogateMode>& modes) {
  std::vector<std::size_t> levels;
  for (const SurrogateMode& mode : modes) {
    levels.push_back(
        options.levels.value_or(boson_levels(mode, model.baths[mode.bath].temperature)));
  }
  if (options.levels) return levels;
  const auto size = [&] {
    double states = static_cast<double>(dimension(model));
    for (const std::size_t n : levels) states *= static_cast<double>(n);
    return states;
  };
  while (size() > kChosenBosonic) {
    std::size_t& most = *std::ranges::max_element(levels);
    if (most <= kFewestLevels) break;
    --most;
  }
  return levels;
}

SurrogateFlows bosonic_flows(const Model& model, const std::vector<SurrogateMode>& modes,
                             const std::vector<std::size_t>& levels) {
  double states = static_cast<double>(dimension(model));
  for (const std::size_t n : levels) states *= static_cast<double>(n);
  if (states > kLargestBosonic) {
    throw NoAnswer(
        fmt::format("with its bosons the system has {:.0f} states; up to {:.0f} are "
                    "solved: take fewer 'modes' or 'levels'",
                    states, kLargestBosonic));
  }
  const System system = to_system(surrogate_model(model, ModeKind::boson, modes, levels));
  // There is no bath left for an equation to approximate.
  const Generator generator = make_generator(system, kRedfield);
  SteadyStateSolver solver;
  const Matrix state = from_energy_basis(generator, solver.solve(generator));
  const RealVector of_channels = energy_flows(generator, state);
  SurrogateFlows result;
  result.flows = RealVector::Zero(static_cast<Index>(model.baths.size()));
  const std::vector<std::size_t> baths = bath_of_channels(ModeKind::boson, modes);
  for (std::size_t c = 0; c < baths.size(); ++c) {
    result.flows(static_cast<Index>(baths[c])) += of_channels(static_cast<Index>(c));
  }
  result.state = of_system(state, dimension(model));
  result.iterations = solver.iterations();
  result.residual = solver.residual(generator);
  return result;
}

// What baths give at the transitions that they drive, if only energy that goes this way counts.
double one_way_flow(const Model& model) {
  const System system = to_system(model);
  double most = 0;
  for (std::size_t j = 0; j < system.baths.size(); ++j) {
    for (const double w : transition_frequencies(system, j)) {
      most = std::max(most, w * transition_rate(system.baths[j].reservoir, w).value_or(0));
    }
  }
  return most;
}

// Stationary flows add up to zero. Throws NoAnswer where not even one digit of them does, unless
// they all but vanish beside what baths exchange, as at equal temperatures or at none: what
// rounding leaves of them is then their error.
void require_digits(const RealVector& flows, const Model& model) {
  constexpr double kVanishing = 1e-3;
  const double most = largest(flows);
  if (!(std::abs(flows.sum()) > most / 10) || most <= kVanishing * one_way_flow(model)) return;
  throw NoAnswer(
      fmt::format("no digit of the flows is right: they add up to {:.2g}, and the largest is "
                  "{:.2g}; rates that are too different for double precision do that",
                  flows.sum(), most));
}

// Of these modes at the temperatures of the model, whether any digit of them is right or none.
SurrogateFlows any_flows_of_modes(const Model& model, const SurrogateOptions& options,
                                  const std::vector<SurrogateMode>& modes, SurrogateError error) {
  SurrogateFlows result;
  if (options.kind == ModeKind::boson) {
    std::vector<std::size_t> levels = levels_of(model, options, modes);
    result = bosonic_flows(model, modes, levels);
    if (error == SurrogateError::estimated) {
      for (std::size_t& n : levels) n = std::max<std::size_t>(n - 1, 2);
      result.error = largest(bosonic_flows(model, modes, levels).flows - result.flows);
    }
  } else if (options.solver == SurrogateSolver::stochastic) {
    const TrajectoryFlows found =
        trajectory_flows(swap_system(model, modes), options.events, options.seed);
    result.flows = found.flows;
    result.statistical_error = found.errors.maxCoeff();
    result.error = result.statistical_error;
  } else {
    const RenewalState found = renewal_state(swap_system(model, modes));
    result.flows = found.flows;
    result.state = of_system(found.state, dimension(model));
    result.iterations = found.iterations;
    result.residual = found.residual;
  }
  result.error += std::abs(result.flows.sum());
  return result;
}

// Likewise, with one digit at least.
SurrogateFlows flows_of_modes(const Model& model, const SurrogateOptions& options,
                              const std::vector<SurrogateMode>& modes, SurrogateError error) {
  SurrogateFlows result = any_flows_of_modes(model, options, modes, error);
  if (result.statistical_error == 0) require_digits(result.flows, model);
  return result;
}

// The mean over all swaps where that can be had, which has no statistical error.
SurrogateOptions in_the_mean(const Model& model, SurrogateOptions options) {
  SurrogateOptions mean = options;
  mean.solver = SurrogateSolver::deterministic;
  return size_obstacle(model, mean).empty() ? mean : options;
}

// The largest flow at a temperature of one of the baths. It vanishes where symmetry says so, with
// no digit right; what is not known of it is at most its size.
double leak(const Model& model, const SurrogateOptions& options, const SurrogateFit& modes) {
  std::set<double> temperatures;
  for (const ModelBath& bath : model.baths) temperatures.insert(bath.temperature);
  double most = 0;
  for (const double temperature : temperatures) {
    Model equal = model;
    for (ModelBath& bath : equal.baths) bath.temperature = temperature;
    const std::vector<SurrogateMode> used =
        options.given.empty() ? fit_surrogates(equal, options.kind, options.modes).modes
                              : modes.modes;
    const SurrogateFlows found = any_flows_of_modes(equal, options, used, SurrogateError::left_out);
    most = std::max(most, largest(found.flows));
  }
  return most;
}

// With how many modes a bath the flows are compared: one less, and of two-level ones one more where
// that does not take long, or where there is no less.
std::vector<std::size_t> other_counts(const Model& model, const SurrogateOptions& options) {
  std::vector<std::size_t> counts;
  if (options.modes > 1) counts.push_back(options.modes - 1);
  if (options.kind == ModeKind::boson) return counts;
  const std::size_t more = options.modes + 1;
  const double states = static_cast<double>(dimension(model)) *
                        std::pow(2, static_cast<double>(more * model.baths.size()));
  if (states <= (options.modes > 1 ? kComparedWithMore : kLargestDeterministic)) {
    counts.push_back(more);
  }
  return counts;
}

// Modes that are given, at the transitions that their baths drive.
SurrogateFit given_fit(const Model& model, const SurrogateOptions& options) {
  SurrogateFit fit{given_modes(options, model), 0};
  const System system = to_system(model);
  for (std::size_t j = 0; j < system.baths.size(); ++j) {
    fit.misfit =
        std::max(fit.misfit, misfit(options.kind, modes_of(fit.modes, j), system.baths[j].reservoir,
                                    transition_frequencies(system, j)));
  }
  return fit;
}

// Which baths shift the system mostly by what no mode is fitted to.
std::vector<std::string> beyond_the_fit(const Model& model) {
  const System system = to_system(model);
  std::vector<std::string> words;
  for (std::size_t j = 0; j < system.baths.size(); ++j) {
    const SpectralDensity& density = system.baths[j].reservoir.spectral_density;
    const double end = fit_end(density, transition_frequencies(system, j).back());
    const double share = share_beyond(density, end);
    if (share <= kSeen) continue;
    words.push_back(fmt::format(
        "modes are fitted to bath '{}' up to w = {:.3g}, beyond which it has {:.0f} % of int "
        "gamma(w)/w dw: the shift that comes of these is missing; compare with heom",
        system.baths[j].name, end, 100 * share));
  }
  return words;
}

// Whether the coupling moves a mode by as much as a two-level one can hold.
bool saturates(const Model& model, const std::vector<SurrogateMode>& modes) {
  const System system = to_system(model);
  return std::ranges::any_of(modes, [&](const SurrogateMode& mode) {
    const Matrix& s = system.baths[mode.bath].coupling_operator;
    return mode.coupling * s.cwiseAbs().rowwise().sum().maxCoeff() > mode.frequency / 2;
  });
}

// What is not known because modes stand in the place of baths.
double error_of_modes(const Model& model, const SurrogateOptions& options,
                      const SurrogateFit& modes, const RealVector& flows) {
  const SurrogateOptions mean = in_the_mean(model, options);
  double by_counts = 0;
  if (options.given.empty()) {
    for (const std::size_t count : other_counts(model, mean)) {
      const SurrogateFit others = fit_surrogates(model, options.kind, count);
      const SurrogateFlows found =
          flows_of_modes(model, mean, others.modes, SurrogateError::left_out);
      by_counts = std::max(by_counts, largest(found.flows - flows));
    }
  }
  return leak(model, mean, modes) + by_counts + modes.misfit * largest(flows) +
         change_by_missing_shift(to_system(model), options.kind, modes.modes);
}

}  // namespace

SurrogateFlows surrogate_flows(const Model& model, const SurrogateOptions& options,
                               SurrogateError error) {
  const bool fitted = options.given.empty();
  const SurrogateFit modes =
      fitted ? fit_surrogates(model, options.kind, options.modes) : given_fit(model, options);
  SurrogateFlows result = flows_of_modes(model, options, modes.modes, error);
  if (error == SurrogateError::estimated) {
    result.error += error_of_modes(model, options, modes, result.flows);
  }
  if (fitted) {
    result.warnings = beyond_the_fit(model);
  } else if (modes.misfit > kFits) {
    result.warnings.push_back(
        fmt::format("the rates of 'given_modes' are {:.2g} of those of the baths off at a "
                    "transition frequency, which flow_error holds",
                    modes.misfit));
  }
  if (options.kind == ModeKind::two_level && saturates(model, modes.modes)) {
    result.warnings.emplace_back(
        "two-level modes saturate at this coupling, and the flow is too large: compare with heom, "
        "or take mode_kind = \"boson\"");
  }
  return result;
}

std::string size_obstacle(const Model& model, const SurrogateOptions& options) {
  const std::size_t modes =
      options.given.empty() ? options.modes * model.baths.size() : options.given.size();
  const double least = options.kind == ModeKind::boson ? kFewestLevels : 2;
  const double states =
      static_cast<double>(dimension(model)) * std::pow(least, static_cast<double>(modes));
  const double most = options.kind == ModeKind::boson                 ? kLargestBosonic
                      : options.solver == SurrogateSolver::stochastic ? kLargestStochastic
                                                                      : kLargestDeterministic;
  if (states <= most) return "";
  return fmt::format("with {} modes the system has {:.0f} states; up to {:.0f} are solved", modes,
                     states, most);
}

}  // namespace quflux::inline surrogate
