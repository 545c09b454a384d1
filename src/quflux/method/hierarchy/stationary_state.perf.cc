#include "quflux/method/hierarchy/stationary_state.h"

#include <benchmark/benchmark.h>
#include <cmath>
#include <cstddef>
#include <string>

#include "quflux/bath/fine_exponentials.h"
#include "quflux/hilbert/site_operators.h"
#include "quflux/hilbert/space.h"
#include "quflux/method/hierarchy/hierarchy.h"

namespace quflux::bench {
namespace {

// Two atoms, each with a Drude bath.
System atoms() {
  const HilbertSpace space{{2, 2}};
  const Matrix a = embed(space, 0, annihilation(2));
  const Matrix b = embed(space, 1, annihilation(2));
  const Matrix h = a.adjoint() * a + b.adjoint() * b + 0.05 * (a.adjoint() * b + b.adjoint() * a);
  return {h,
          {{"cold", a + a.adjoint(), {Drude{0.1, 5}, 0.5}},
           {"hot", b + b.adjoint(), {Drude{0.1, 5}, 1}}}};
}

// The pole of the density and all others by Pade's approximation, as the peer has them.
ExponentialSum exponentials(const Reservoir& reservoir, std::size_t count) {
  const RationalExponentials found =
      rational_exponentials({std::get<Drude>(reservoir.spectral_density)}, reservoir.temperature,
                            static_cast<Eigen::Index>(count) - 1);
  ExponentialSum sum;
  for (const Exponentials* part : {&found.poles, &found.thermal}) {
    for (Eigen::Index k = 0; k < part->rates.size(); ++k) {
      const Complex amplitude = part->amplitudes(k);
      sum.terms.push_back({part->rates(k), amplitude, std::conj(amplitude), sum.terms.size()});
    }
  }
  return sum;
}

void run_stationary_state(benchmark::State& state, std::size_t count, std::size_t tiers) {
  const System system = atoms();
  std::vector<ExponentialSum> baths;
  for (const SystemBath& bath : system.baths) {
    baths.push_back(exponentials(bath.reservoir, count));
  }
  for (auto _ : state) {
    const Hierarchy hierarchy = make_hierarchy(in_energy_basis(system), baths, tiers);
    constexpr double kResidual = 1e-12;
    const StationaryState found = stationary_state(hierarchy, kResidual);
    benchmark::DoNotOptimize(flows(hierarchy, found.x).data());
  }
}

const bool registered = [] {
  const auto add = [](std::size_t count, std::size_t tiers) {
    const std::size_t operators =
        static_cast<std::size_t>(std::lround(auxiliary_operator_count(2 * count, tiers)));
    benchmark::RegisterBenchmark(("hierarchy/" + std::to_string(operators)).c_str(),
                                 run_stationary_state, count, tiers)
        ->UseRealTime()
        ->Unit(benchmark::kMillisecond);
  };
  add(3, 5);
  add(3, 6);
  add(6, 7);
  return true;
}();

}  // namespace
}  // namespace quflux::bench
