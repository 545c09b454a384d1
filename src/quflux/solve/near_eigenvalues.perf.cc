#include "quflux/solve/near_eigenvalues.h"

#include <benchmark/benchmark.h>

#include "quflux/method/master_equation/make_generator.h"
#include "quflux/solve/testing.h"

namespace quflux::bench {
namespace {

// Those next to 0 of chains of 6 and 7 two-level systems, 64 and 128 dimensions, baths at both
// ends.
void next_to_zero(benchmark::State& state) {
  const Generator generator =
      make_generator(two_level_chain(state.range(0), 0.1, 0.03, [](Eigen::Index) { return 1.0; }),
                     kPartialSecular);
  for (auto _ : state) {
    benchmark::DoNotOptimize(near_eigenvalues(generator, 0, state.range(1)));
  }
}
BENCHMARK(next_to_zero)->Args({6, 2})->Args({6, 6})->Args({7, 2})->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace quflux::bench
