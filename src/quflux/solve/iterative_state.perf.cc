#include <benchmark/benchmark.h>
#include <cmath>
#include <functional>
#include <random>
#include <string>

#include "quflux/generator/energy_flows.h"
#include "quflux/hilbert/site_operators.h"
#include "quflux/hilbert/space.h"
#include "quflux/method/master_equation/make_generator.h"
#include "quflux/solve/steady_state.h"
#include "quflux/solve/testing.h"

namespace quflux::bench {
namespace {

// Two oscillators of `levels` levels and a two-level system between them, all of frequency 1.
System resonators(Eigen::Index levels) {
  const HilbertSpace space{{levels, 2, levels}};
  const auto a = [&](Eigen::Index site) {
    return embed(space, site, annihilation(site == 1 ? 2 : levels));
  };
  Matrix uncoupled = Matrix::Zero(dimension(space), dimension(space));
  for (const Eigen::Index site : {0, 1, 2}) uncoupled += a(site).adjoint() * a(site);
  const Matrix hops = a(0).adjoint() * a(1) + a(1).adjoint() * a(2);
  const Matrix left = a(0);
  const Matrix right = a(2);
  return {uncoupled + 0.02 * (hops + hops.adjoint()),
          {{"hot", left + left.adjoint(), {PowerLaw{0.02, 1}, 0.4}},
           {"cold", right + right.adjoint(), {PowerLaw{0.02, 1}, 0.15}}},
          uncoupled};
}

// A system without any symmetry, real as most models are.
System dense(Eigen::Index d) {
  std::mt19937_64 random(static_cast<std::uint64_t>(d));
  std::normal_distribution<double> normal;
  const auto symmetric = [&] {
    RealMatrix m(d, d);
    for (double& number : m.reshaped()) number = normal(random);
    return Matrix(((m + m.transpose()) / (2 * std::sqrt(static_cast<double>(d)))).cast<Complex>());
  };
  const Matrix h = 2 * symmetric();
  return {h,
          {{"hot", symmetric(), {PowerLaw{0.01, 1}, 1}},
           {"cold", symmetric(), {PowerLaw{0.01, 1}, 0.5}}},
          h};
}

// The generator, its stationary state and the flows, from the matrices of the system on.
void run_flows(benchmark::State& state, const std::function<System()>& make,
               const MasterEquation& equation) {
  const System system = make();
  FlowSums<double> flows;
  for (auto _ : state) {
    const Generator generator = make_generator(system, equation);
    SteadyStateSolver solver;
    solver.solve(generator);
    solver.find_flows(generator, flows);
    benchmark::DoNotOptimize(flows.flows.data());
  }
}

const bool registered = [] {
  const auto add = [](const std::string& label, const std::function<System()>& make,
                      const MasterEquation& equation) {
    benchmark::RegisterBenchmark(("large/" + label).c_str(), run_flows, make, equation)
        ->UseRealTime()
        ->Unit(benchmark::kMillisecond);
  };
  add(
      "resonators/d:128", [] { return resonators(8); }, kLocal);
  for (const Eigen::Index d : {16, 60, 256}) {
    add(
        "redfield/d:" + std::to_string(d), [d] { return dense(d); }, kRedfield);
  }
  for (const Eigen::Index sites : {6, 8, 10}) {
    const std::string d = std::to_string(1 << sites);
    add(
        "partial_secular/d:" + d,
        [sites] { return two_level_chain(sites, 0.1, 0.1, [](Eigen::Index) { return 1.0; }); },
        kPartialSecular);
    const auto apart = [](Eigen::Index i) {
      const auto x = static_cast<double>(i);
      return 1 + 0.03 * x + 0.0137 * x * x;
    };
    add(
        "global/d:" + d, [sites, apart] { return two_level_chain(sites, 0.1, 0.07, apart); },
        kGlobal);
  }
  return true;
}();

}  // namespace
}  // namespace quflux::bench
