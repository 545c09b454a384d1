#include "quflux/sweep/parallel_pair_flows.h"

#include <benchmark/benchmark.h>
#include <thread>
#include <vector>

#include <tbb/global_control.h>

#include "bench/batches.h"

namespace quflux::bench {
namespace {

// Ten times the points of the other benchmarks, all parameters different, on so many threads.
void run_flows(benchmark::State& state, std::size_t threads) {
  const tbb::global_control limit(tbb::global_control::max_allowed_parallelism, threads);
  const RandomPairs pairs(10 * points);
  const PairBatch batch = pairs.batch();
  std::vector<double> flow1(batch.size);
  for (auto _ : state) {
    parallel_pair_flows(batch, Equation::partial_secular, flow1);
    benchmark::ClobberMemory();
  }
  state.SetItemsProcessed(state.iterations() * static_cast<int64_t>(batch.size));
}

const bool registered = [] {
  for (const std::size_t threads :
       {std::size_t{1}, std::size_t{std::thread::hardware_concurrency()}}) {
    benchmark::RegisterBenchmark(
        ("pair/partial_secular/flows/threads:" + std::to_string(threads)).c_str(), run_flows,
        threads)
        ->UseRealTime();
  }
  return true;
}();

}  // namespace
}  // namespace quflux::bench
