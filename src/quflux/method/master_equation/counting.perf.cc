#include "quflux/method/master_equation/counting.h"

#include <benchmark/benchmark.h>
#include <string>

#include "quflux/hilbert/site_operators.h"
#include "quflux/hilbert/space.h"
#include "quflux/method/master_equation/generator_builder.h"

namespace quflux::bench {
namespace {

// Two coupled sites a little out of tune, Ohmic baths on both: bench/peers/qutip_counting.py.
System two_sites(Eigen::Index levels) {
  const HilbertSpace space{{2, levels}};
  const Matrix a = embed(space, 0, annihilation(2));
  const Matrix b = embed(space, 1, annihilation(levels));
  const Matrix hop = a.adjoint() * b;
  const Matrix uncoupled = a.adjoint() * a + 1.09 * b.adjoint() * b;
  return {uncoupled + 0.05 * (hop + hop.adjoint()),
          {{"hot", a + a.adjoint(), {PowerLaw{0.01, 1}, 0.4}},
           {"cold", b + b.adjoint(), {PowerLaw{0.01, 1}, 0.2}}},
          uncoupled};
}

// The noise between all baths, of one point after another.
void run_points(benchmark::State& state, const System& system, const MasterEquation& equation) {
  System point = system;
  GeneratorBuilder generators;
  SteadyStateSolver states;
  std::size_t count = 0;
  for (auto _ : state) {
    point.hamiltonian = system.hamiltonian * (1 + 1e-3 * static_cast<double>(++count % 100));
    const Generator& generator = generators.build(point, equation);
    states.solve(generator);
    benchmark::DoNotOptimize(flow_statistics(generator, Dressing::system, states).noise().data());
  }
  state.SetItemsProcessed(state.iterations());
}

const bool registered = [] {
  for (const auto& [name, levels] : {std::pair{"pair", 2}, std::pair{"cavity", 6}}) {
    for (const MasterEquation& equation : {kLocal, kGlobal, kPartialSecular, kRedfield}) {
      benchmark::RegisterBenchmark(
          ("counting/" + std::string(name) + "/" + std::string(equation.name)).c_str(), run_points,
          two_sites(levels), equation)
          ->Unit(benchmark::kMicrosecond);
    }
  }
  return true;
}();

}  // namespace
}  // namespace quflux::bench
