#include "quflux/method/master_equation/stationary_flows.h"

#include <benchmark/benchmark.h>
#include <random>
#include <vector>

#include "bench/batches.h"
#include "bench/count_allocations.h"
#include "quflux/generator/energy_flows.h"
#include "quflux/hilbert/site_operators.h"
#include "quflux/hilbert/space.h"
#include "quflux/method/master_equation/generator_builder.h"
#include "quflux/solve/steady_state.h"

namespace quflux::bench {
namespace {

// Sites with these numbers of levels in a row, exchange between neighbours, Ohmic baths at both
// ends.
System chain(const std::vector<Eigen::Index>& levels) {
  const HilbertSpace space{levels};
  const auto a = [&](std::size_t i) {
    return embed(space, static_cast<Eigen::Index>(i), annihilation(levels[i]));
  };
  const Eigen::Index d = dimension(space);
  Matrix uncoupled = Matrix::Zero(d, d);
  for (std::size_t i = 0; i < levels.size(); ++i) uncoupled += a(i).adjoint() * a(i);
  Matrix h = uncoupled;
  for (std::size_t i = 0; i + 1 < levels.size(); ++i) {
    const Matrix hop = a(i).adjoint() * a(i + 1);
    h += 0.05 * (hop + hop.adjoint());
  }
  const Matrix first = a(0);
  const Matrix last = a(levels.size() - 1);
  return {h,
          {{"hot", first + first.adjoint(), {PowerLaw{0.01, 1}, 0.4}},
           {"cold", last + last.adjoint(), {PowerLaw{0.01, 1}, 0.2}}},
          uncoupled};
}

// A system without any symmetry.
System dense(Eigen::Index d) {
  std::mt19937_64 random(static_cast<std::uint64_t>(d));
  std::normal_distribution<double> normal;
  const auto hermitian = [&] {
    Matrix m(d, d);
    for (Complex& z : m.reshaped()) z = Complex(normal(random), normal(random));
    return Matrix((m + m.adjoint()) / (2 * std::sqrt(static_cast<double>(d))));
  };
  const Matrix h = hermitian();
  return {h,
          {{"hot", hermitian(), {PowerLaw{0.01, 1}, 0.4}},
           {"cold", hermitian(), {PowerLaw{0.01, 1}, 0.2}}},
          h};
}

// Flows of one point after another, which differ in the Hamiltonian or in a temperature alone.
void run_points(benchmark::State& state, const System& system,
                const std::vector<MasterEquation>& equations, bool hamiltonian_changes) {
  System point = system;
  GeneratorBuilder generators;
  SteadyStateSolver states;
  FlowSums<double> flows;
  std::size_t count = 0;
  const auto next = [&] {
    const double factor = 1 + 1e-3 * static_cast<double>(++count % 100);
    if (hamiltonian_changes) {
      point.hamiltonian = *system.uncoupled_hamiltonian +
                          factor * (system.hamiltonian - *system.uncoupled_hamiltonian);
      point.hamiltonian(0, 0) += 1e-9 * factor;
    }
    point.baths[0].reservoir.temperature = 0.4 * factor;
    for (const MasterEquation& equation : equations) {
      const Generator& generator = generators.build(point, equation);
      find_energy_flows(generator, states.solve(generator), flows);
    }
    benchmark::DoNotOptimize(flows.flows.data());
  };
  next();
  std::size_t allocations = 0;
  for (auto _ : state) {
    const std::size_t before = allocation_count();
    next();
    allocations += allocation_count() - before;
  }
  state.counters["allocations"] =
      static_cast<double>(allocations) / static_cast<double>(state.iterations());
  state.SetItemsProcessed(state.iterations());
}

const bool registered = [] {
  const auto add = [](const std::string& label, const System& system,
                      const std::vector<MasterEquation>& equations,
                      bool hamiltonian_changes = true) {
    benchmark::RegisterBenchmark(("general/" + label).c_str(), run_points, system, equations,
                                 hamiltonian_changes)
        ->Unit(benchmark::kMicrosecond);
  };
  const System pair = chain({2, 2});
  const System cavity = chain({2, 6});
  const std::vector<MasterEquation> three{kGlobal, kPartialSecular, kRedfield};
  for (const MasterEquation& equation : kMasterEquations) {
    add("pair/" + std::string(equation.name), pair, {equation});
  }
  add("pair/partial_secular/temperature", pair, {kPartialSecular}, false);
  for (const MasterEquation& equation : kMasterEquations) {
    add("cavity/" + std::string(equation.name), cavity, {equation});
  }
  add("cavity/three_equations", cavity, three);
  add("cavity/three_equations/temperatures", cavity, three, false);
  for (const std::size_t sites : {2U, 3U, 4U, 5U}) {
    const std::string d = std::to_string(std::size_t{1} << sites);
    add("chain/d:" + d, chain(std::vector<Eigen::Index>(sites, 2)), {kPartialSecular});
  }
  for (const Eigen::Index d : {4, 8, 16, 32}) {
    add("dense/d:" + std::to_string(d), dense(d), {kPartialSecular});
  }
  return true;
}();

}  // namespace
}  // namespace quflux::bench
