#include "quflux/method/network/counting.h"

#include <benchmark/benchmark.h>

#include "quflux/method/network/recognise.h"
#include "quflux/method/network/testing.h"

namespace quflux::bench {
namespace {

// The noise between the baths at both ends of a chain of atoms.
void noise_of_chain(benchmark::State& state) {
  const auto sites = static_cast<std::size_t>(state.range(0));
  const Network network = require_network(network::chain_testing::chain_model(
      std::vector<double>(sites, 1), CouplingKind::exchange, std::vector<double>(sites - 1, 0.1),
      {{{0}, 0.4, PowerLaw{0.01, 1}}, {{sites - 1}, 0.2, PowerLaw{0.01, 1}}}));
  const ClosedEquation equation{NetworkEquation::partial_secular, {}};
  for (auto _ : state) {
    benchmark::DoNotOptimize(flow_statistics(network, equation).noise().data());
  }
}

BENCHMARK(noise_of_chain)
    ->Name("counting/chain/n")
    ->RangeMultiplier(4)
    ->Range(4, 1024)
    ->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace quflux::bench
