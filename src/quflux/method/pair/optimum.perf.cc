#include "quflux/method/pair/optimum.h"

#include <benchmark/benchmark.h>
#include <vector>

#include "bench/batches.h"

namespace quflux::bench {
namespace {

// A ridge of 201 couplings, as in the paper's Figs. 2 to 4; gamma_2 = 2 gamma_1.
void run_ridge(benchmark::State& state, PairEquation equation) {
  const TwoLevelPair pair{1, 1.09, 0, {PowerLaw{0, 3}, 0.2}, {PowerLaw{0, 3}, 0.22}};
  std::vector<double> c1;
  std::vector<double> c2;
  for (std::size_t i = 1; i <= std::min<std::size_t>(points, 201); ++i) {
    c1.push_back(0.1 * static_cast<double>(i) / 201);
    c2.push_back(2 * c1.back());
  }
  for (auto _ : state) {
    benchmark::DoNotOptimize(optimal_ridge(pair, equation, c1, c2));
  }
  state.SetItemsProcessed(state.iterations() * static_cast<int64_t>(c1.size()));
}

const bool registered = [] {
  for (const PairEquation equation :
       {PairEquation::local, PairEquation::global, PairEquation::partial_secular}) {
    benchmark::RegisterBenchmark(("pair/" + std::string(name(equation)) + "/ridge").c_str(),
                                 run_ridge, equation);
  }
  return true;
}();

}  // namespace
}  // namespace quflux::bench
