#include "quflux/method/pair/kernel.h"

#include <benchmark/benchmark.h>
#include <numeric>
#include <vector>

#include "bench/batches.h"

namespace quflux::bench {
namespace {

void count_points(benchmark::State& state, std::size_t count) {
  state.SetItemsProcessed(state.iterations() * static_cast<int64_t>(count));
}

// Every parameter of every point is another.
void run_flows(benchmark::State& state, PairEquation equation, const std::string& instruction_set) {
  use_instruction_set(instruction_set);
  const PairBatch batch = random_pairs().batch();
  LargeArray flow1(batch.size);
  for (auto _ : state) {
    pair_flows(batch, equation, flow1);
    benchmark::ClobberMemory();
  }
  count_points(state, batch.size);
  use_instruction_set("");
}

void run_states(benchmark::State& state, PairEquation equation) {
  const PairBatch batch = random_pairs().batch();
  std::array<LargeArray, 5> out;
  for (auto& part : out) part.resize(batch.size);
  for (auto _ : state) {
    pair_states(batch, equation, {out[0], out[1], out[2], out[3], out[4]});
    benchmark::ClobberMemory();
  }
  count_points(state, batch.size);
}

// A map over gamma_1 and Omega, as a grid and as a batch of all its points.
struct Map {
  explicit Map(std::size_t points) : side(static_cast<std::size_t>(std::sqrt(points))) {
    for (std::size_t i = 1; i <= side; ++i) {
      gamma.push_back(0.1 * static_cast<double>(i) / static_cast<double>(side));
      omega.push_back(0.5 * static_cast<double>(i) / static_cast<double>(side));
    }
  }
  PairBatch pairs() const {
    PairBatch result;
    result.temperature1 = 0.5;
    result.temperature2 = 1;
    result.coefficient2 = 0.01;
    return result;
  }
  std::size_t side;
  std::vector<double> gamma;
  std::vector<double> omega;
};

void run_grid(benchmark::State& state, PairEquation equation) {
  const Map map(points);
  PairBatch batch = map.pairs();
  batch.size = map.side;
  batch.coupling = map.omega;
  const std::vector<double> gamma2(map.side, 0.01);
  LargeArray flow1(map.side * map.side);
  for (auto _ : state) {
    pair_flow_grid(batch, equation, map.gamma, gamma2, flow1);
    benchmark::ClobberMemory();
  }
  count_points(state, flow1.size());
}

void run_unhoisted_grid(benchmark::State& state, PairEquation equation) {
  const Map map(points);
  LargeArray gamma;
  LargeArray omega;
  for (const double g : map.gamma) {
    gamma.insert(gamma.end(), map.side, g);
    omega.insert(omega.end(), map.omega.begin(), map.omega.end());
  }
  PairBatch batch = map.pairs();
  batch.size = gamma.size();
  batch.coefficient1 = gamma;
  batch.coupling = omega;
  LargeArray flow1(batch.size);
  for (auto _ : state) {
    pair_flows(batch, equation, flow1);
    benchmark::ClobberMemory();
  }
  count_points(state, batch.size);
}

const bool registered = [] {
  for (const PairEquation equation :
       {PairEquation::local, PairEquation::global, PairEquation::partial_secular}) {
    const std::string label = "pair/" + std::string(name(equation));
    for (const std::string& set : instruction_sets()) {
      benchmark::RegisterBenchmark((label + "/flows/" + set).c_str(), run_flows, equation, set);
    }
    benchmark::RegisterBenchmark((label + "/states").c_str(), run_states, equation);
    benchmark::RegisterBenchmark((label + "/grid").c_str(), run_grid, equation);
    benchmark::RegisterBenchmark((label + "/grid_unhoisted").c_str(), run_unhoisted_grid, equation);
  }
  return true;
}();

}  // namespace
}  // namespace quflux::bench
