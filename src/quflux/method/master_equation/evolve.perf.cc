// Flows at 1,000 times, from the matrices of the system on.

#include "quflux/solve/evolve.h"

#include <benchmark/benchmark.h>
#include <vector>

#include "quflux/generator/linear_generator.h"
#include "quflux/hilbert/site_operators.h"
#include "quflux/hilbert/space.h"
#include "quflux/method/master_equation/generator_builder.h"

namespace quflux::bench {
namespace {

// An atom and a site of so many levels, exchange between them, an Ohmic bath each: the systems of
// bench/peers/qutip_time.py.
System atom_and(Eigen::Index levels) {
  const HilbertSpace space{{2, levels}};
  const Matrix s = embed(space, 0, annihilation(2));
  const Matrix a = embed(space, 1, annihilation(levels));
  const Matrix uncoupled = s.adjoint() * s + a.adjoint() * a;
  const Matrix hop = s.adjoint() * a;
  return {uncoupled + 0.05 * (hop + hop.adjoint()),
          {{"hot", s + s.adjoint(), {PowerLaw{0.01, 1}, 0.4}},
           {"cold", a + a.adjoint(), {PowerLaw{0.01, 1}, 0.2}}},
          uncoupled};
}

void follow(benchmark::State& state, const System& system, const MasterEquation& equation) {
  std::vector<double> times;
  for (int k = 0; k < 1000; ++k) times.push_back(k);
  Matrix excited = Matrix::Zero(system.hamiltonian.rows(), system.hamiltonian.rows());
  excited(excited.rows() / 2, excited.rows() / 2) = 1;  // the atom alone
  GeneratorBuilder generators;
  for (auto _ : state) {
    const LinearGenerator generator = linear_generator(generators.build(system, equation));
    const FlowTrajectory course = evolve_flows(generator, generator.vector(excited), times);
    benchmark::DoNotOptimize(course.flows.data());
  }
}

const bool registered = [] {
  for (const auto& [label, system] : {std::pair{"pair", atom_and(2)}, {"cavity", atom_and(6)}}) {
    for (const MasterEquation& equation : {kLocal, kRedfield}) {
      benchmark::RegisterBenchmark(
          ("time/" + std::string(label) + "/" + std::string(equation.name)).c_str(), follow, system,
          equation)
          ->Unit(benchmark::kMicrosecond);
    }
  }
  return true;
}();

}  // namespace
}  // namespace quflux::bench
