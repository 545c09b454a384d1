#include "quflux/method/surrogate/renewal.h"

#include <benchmark/benchmark.h>
#include <string>

#include "quflux/hilbert/site_operators.h"
#include "quflux/hilbert/space.h"
#include "quflux/method/surrogate/trajectories.h"

namespace quflux::bench {
namespace {

// A spin with so many modes in the place of each of two baths.
SwapSystem spin(Eigen::Index modes) {
  HilbertSpace space;
  space.dimensions.assign(static_cast<std::size_t>(1 + 2 * modes), 2);
  SwapSystem system{0.5 * embed(space, 0, sigma_x()), {}, 2};
  for (Eigen::Index k = 0; k < 2 * modes; ++k) {
    const double frequency = 1 + 0.3 * static_cast<double>(k);
    const Eigen::Index site = k + 1;
    system.hamiltonian += frequency * embed(space, site, number(2)) +
                          0.3 * embed(space, 0, sigma_z()) * embed(space, site, sigma_x());
    system.modes.push_back({static_cast<std::size_t>(k % 2), 0.5, k % 2 == 0 ? 0.4 : 0.2,
                            Eigen::Index{1} << (2 * modes - site)});
  }
  return system;
}

const bool registered = [] {
  for (const Eigen::Index modes : {1, 2, 3}) {
    benchmark::RegisterBenchmark(("surrogate/mean/modes:" + std::to_string(modes)).c_str(),
                                 [modes](benchmark::State& state) {
                                   const SwapSystem system = spin(modes);
                                   for (auto _ : state)
                                     benchmark::DoNotOptimize(renewal_state(system).flows.data());
                                 })
        ->UseRealTime()
        ->Unit(benchmark::kMillisecond);
  }
  benchmark::RegisterBenchmark(
      "surrogate/swaps:100000",
      [](benchmark::State& state) {
        const SwapSystem system = spin(1);
        for (auto _ : state) {
          benchmark::DoNotOptimize(trajectory_flows(system, 100'000, 1).flows.data());
        }
      })
      ->UseRealTime()
      ->Unit(benchmark::kMillisecond);
  return true;
}();

}  // namespace
}  // namespace quflux::bench
