#include "quflux/validity/audited_point.h"

#include "quflux/core/error.h"
#include "quflux/method/master_equation/make_generator.h"
#include "quflux/method/network/recognise.h"
#include "quflux/solve/spectrum.h"
#include "quflux/solve/steady_state.h"
#include "quflux/study/flow_difference.h"
#include "quflux/study/level_cut.h"
#include "quflux/validity/mode_scales.h"

namespace quflux::inline validity {

namespace {

// What a study solves while one waits.
constexpr Eigen::Index kLargestSystem = 64;

void find_modes(const Model& model, const EquationOptions& options, PointOfModel& result) {
  const Network network = require_network(model);
  const ModeRates modes = joined_modes(mode_rates(network, options), options.degeneracy_tolerance);
  result.scales = mode_scales(network, modes, options);
  for (std::size_t j = 0; j < network.baths.size(); ++j) {
    for (Eigen::Index k = 0; k < modes.energies.size(); ++k) {
      const double weight = modes.weights[j](k);
      if (weight > 0) result.lines.push_back({j, modes.energies(k), weight});
    }
  }
}

void find_transitions(const Model& model, const EquationOptions& options, PointOfModel& result) {
  const auto transitions = bath_transitions(*result.system, options.degeneracy_tolerance);
  result.scales = time_scales(model, transitions);
  for (std::size_t j = 0; j < transitions.size(); ++j) {
    for (const BathTransition& t : transitions[j]) {
      if (t.strength > 0) result.lines.push_back({j, t.frequency, t.strength});
    }
  }
}

}  // namespace

PointOfModel point_of_model(const Model& model, const Options& options, bool by_modes) {
  PointOfModel result{model};
  const EquationOptions shared = equation_options(options);
  if (dimension_obstacle(model).empty() && dimension(model) <= kLargestSystem) {
    result.system = to_system(model);
  }
  try {
    if (by_modes && (!result.system || has_oscillators(model))) {
      find_modes(model, shared, result);
    } else if (result.system) {
      find_transitions(model, shared, result);
    }
  } catch (const NoAnswer&) {
    result.scales.reset();  // a rate or a mode is not defined; equations say so themselves
    result.lines.clear();
  }
  return result;
}

AuditedPoint audited_point(const PointOfModel& at, const Equation& equation, const Road& road,
                           const Stationary& stationary) {
  AuditedPoint result{at, equation, road, stationary};
  const auto& form = equation.kind.master_equation;
  const bool uncut = road.by_modes && has_oscillators(at.model);
  if (!form || uncut || !at.system || at.system->hamiltonian.rows() > kLargestAudited ||
      !stationary.obstacle.empty()) {
    return result;
  }
  result.audited = AuditedGenerator{
      make_generator(*at.system, *form, equation_options(equation.options)), {}, {}};
  AuditedGenerator& audited = *result.audited;
  audited.eigenvalues = spectrum(linear_generator(audited.generator));
  try {
    audited.state = SteadyStateSolver().solve(audited.generator);
  } catch (const NoAnswer&) {
    audited.state.reset();  // not unique, or growing: flows may be known all the same
  }
  return result;
}

bool has_flows(const AuditedPoint& point) {
  const double feed = point.at.scales ? point.at.scales->largest_feed : 0;
  return point.stationary.obstacle.empty() &&
         largest_flow(point.stationary.answer.flows) > kFlowRounding * feed;
}

}  // namespace quflux::inline validity
