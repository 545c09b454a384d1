#include "quflux/study/network_road.h"

#include <algorithm>
#include <limits>
#include <vector>

#include <tbb/parallel_for.h>
#include <tbb/task_arena.h>

#include "quflux/core/error.h"
#include "quflux/method/network/bonds.h"
#include "quflux/method/network/exact.h"
#include "quflux/method/network/master_equation.h"
#include "quflux/method/network/recognise.h"
#include "quflux/study/writer.h"

namespace quflux {

namespace {

bool has_output(const ModelFile& file, OutputKind kind) {
  return std::ranges::find(file.outputs, kind, &Output::kind) != file.outputs.end();
}

// <n> of a site is the one expectation value that moments give.
bool is_occupation(const Output& output) {
  return output.kind == OutputKind::expectation && output.operators.size() == 1 &&
         output.operators.front().name == "n";
}

bool follows_from_moments(const Output& output) {
  switch (output.kind) {
    case OutputKind::energy_flow:
    case OutputKind::specific_flow:
    case OutputKind::entropy_production:
    case OutputKind::occupations:
    case OutputKind::bond_flow:
    case OutputKind::amplitude_eigenvalues:
    case OutputKind::flow_error:
      return true;
    default:
      return is_occupation(output);
  }
}

Eigen::Index index_of(const Model& model, const std::string& site) {
  return static_cast<Eigen::Index>(site_index(model, site, "an output"));
}

// What the outputs follow from.
struct PointState {
  RealVector flows;
  RealVector occupations;
  RealVector bond_flows;
  Vector amplitudes;
  double flow_error = std::numeric_limits<double>::quiet_NaN();  // of equations without an integral
  std::string warning;
};

std::vector<Bond> model_bonds(const Model& model, const Network& network) {
  std::vector<Bond> bonds;
  for (const Coupling& c : model.couplings) {
    bonds.push_back(bond(network, index_of(model, c.sites[0]), index_of(model, c.sites[1])));
  }
  return bonds;
}

PointState exact_state(const ModelFile& file, const Network& network,
                       const std::vector<Bond>& bonds) {
  PointState state;
  ExactFlows exact = exact_flows(network, file.options);
  state.flows = std::move(exact.flows);
  state.flow_error = exact.error;
  if (has_output(file, OutputKind::amplitude_eigenvalues)) {
    state.amplitudes = Complex(0, -1) * resonances(network, file.options);
  }
  const bool occupations =
      has_output(file, OutputKind::occupations) || std::ranges::any_of(file.outputs, is_occupation);
  if (occupations || !bonds.empty()) {
    ExactProfile profile = exact_profile(network, bonds, file.options);
    state.occupations = std::move(profile.occupations);
    state.bond_flows = std::move(profile.bond_flows);
  }
  return state;
}

PointState point_state(const ModelFile& file, const Model& model, Equation equation) {
  const Network network = require_network(model);
  std::vector<Bond> bonds;
  if (has_output(file, OutputKind::bond_flow)) bonds = model_bonds(model, network);
  if (equation == Equation::exact) return exact_state(file, network, bonds);
  NetworkState s = stationary_state(network, equation, file.options);
  PointState state;
  state.warning = broken_bound(s, network.statistics);
  state.flows = std::move(s.flows);
  state.occupations = std::move(s.occupations);
  state.bond_flows.resize(static_cast<Eigen::Index>(bonds.size()));
  state.amplitudes = std::move(s.amplitude_eigenvalues);
  const auto q_p = [&](Eigen::Index i, Eigen::Index l) { return s.q_p(i, l); };
  std::ranges::transform(bonds, state.bond_flows.begin(),
                         [&](const Bond& b) { return bond_flow(network, b, q_p); });
  return state;
}

void write(const ModelFile& file, const Model& model, const PointState& state,
           OutputWriter& writer) {
  for (const Output& output : file.outputs) {
    switch (output.kind) {
      case OutputKind::energy_flow:
        writer.add_all(state.flows);
        break;
      case OutputKind::specific_flow:
        writer.add_all(
            state.flows.unaryExpr([divisor = parameter(model, output.over)](double flow) {
              return specific_flow(flow, divisor);
            }));
        break;
      case OutputKind::entropy_production:
        writer.add(entropy_or_nan(state.flows, model));
        break;
      case OutputKind::occupations:
        writer.add_all(state.occupations);
        break;
      case OutputKind::bond_flow:
        writer.add_all(state.bond_flows);
        break;
      case OutputKind::amplitude_eigenvalues:
        writer.add_complex(state.amplitudes);
        break;
      case OutputKind::flow_error:
        writer.add(state.flow_error);
        break;
      default:
        writer.add(state.occupations(index_of(model, output.operators.front().site)));
    }
  }
}

}  // namespace

std::string network_obstacle(const ModelFile& file, Equation equation) {
  const Recognition r = recognise_network(file.model);
  if (!r.network) return r.obstacle;
  if (r.network->statistics == Statistics::fermions) {
    if (equation == Equation::exact) return "the exact current is known for oscillators only";
    if (equation == Equation::redfield) return "redfield is not quasi-free on two-level systems";
  }
  for (const Output& output : file.outputs) {
    if (!follows_from_moments(output)) return "an output needs the density matrix";
  }
  return "";
}

NetworkRoad::NetworkRoad(const ModelFile& file) : file_(file) {}

void NetworkRoad::compute(const Model& model, std::size_t point,
                          std::span<const std::size_t> equations, SweepValues& values) {
  const auto compute_one = [&](std::size_t equation) {
    try {
      const PointState state = point_state(file_, model, file_.equations[equation]);
      OutputWriter writer(values, point, equation);
      write(file_, model, state, writer);
      std::string warning = state.warning;
      add_remark(warning, undefined_outputs(file_, model));
      if (!warning.empty()) values.warn(point, equation, warning);
    } catch (const Error& error) {
      values.fail(point, equation, error.what());
    }
  };
  // A thread that waits here must not begin another point: the model is at this one.
  tbb::this_task_arena::isolate([&] {
    tbb::parallel_for(std::size_t{0}, equations.size(),
                      [&](std::size_t e) { compute_one(equations[e]); });
  });
}

}  // namespace quflux
