#include "quflux/method/pair/pair_grid.h"

#include <benchmark/benchmark.h>
#include <string>
#include <thread>

#include "bench/batches.h"

namespace quflux::bench {
namespace {

// Ten times the points of the other benchmarks, all parameters different, on so many threads.
void run_flows(benchmark::State& state, int threads) {
  const RandomPairs pairs(10 * points);
  const auto& [omega1, omega2, coupling, t1, t2, c1, c2] = pairs.columns;
  PairGrid grid;
  grid.shape = {omega1.size()};
  const std::array order{&omega1, &omega2, &coupling, &c1, &c2, &t1, &t2};
  for (std::size_t c = 0; c < order.size(); ++c) grid.columns[c] = {order[c]->data(), {1}};
  LargeArray flow1(grid_size(grid));
  for (auto _ : state) {
    benchmark::DoNotOptimize(
        pair_flows(grid, PairEquation::partial_secular, flow1, {.threads = threads}));
    benchmark::ClobberMemory();
  }
  state.SetItemsProcessed(state.iterations() * static_cast<int64_t>(flow1.size()));
}

const bool registered = [] {
  for (const int threads : {1, static_cast<int>(std::thread::hardware_concurrency())}) {
    benchmark::RegisterBenchmark(
        ("pair/partial_secular/flows/threads:" + std::to_string(threads)).c_str(), run_flows,
        threads)
        ->UseRealTime();
  }
  return true;
}();

}  // namespace
}  // namespace quflux::bench
