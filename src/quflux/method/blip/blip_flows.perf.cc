#include "quflux/method/blip/blip_flows.h"

#include <benchmark/benchmark.h>

#include "quflux/hilbert/site_operators.h"

namespace quflux::bench {
namespace {

// Rates, flows and noise of a biased spin between two baths.
void run_blips(benchmark::State& state, const SpectralDensity& density) {
  const System system{0.25 * sigma_z() + 0.5 * sigma_x(),
                      {{"hot", sigma_z(), {density, 2}}, {"cold", sigma_z(), {density, 1}}}};
  for (auto _ : state) {
    const BlipRates rates = BlipSystem(system).rates();
    const BlipFlows flows = blip_flows(rates);
    benchmark::DoNotOptimize(blip_noise(rates, flows).data());
  }
}

const bool registered = [] {
  const auto add = [](const char* name, const SpectralDensity& density) {
    benchmark::RegisterBenchmark(name, run_blips, density)
        ->UseRealTime()
        ->Unit(benchmark::kMillisecond);
  };
  add("blip/ohmic", PowerLaw{0.2, 1, 10});
  add("blip/weak_ohmic", PowerLaw{2e-3, 1, 10});
  add("blip/drude", Drude{0.6, 5});
  add("blip/brownian", Brownian{1, 3, 1});
  return true;
}();

}  // namespace
}  // namespace quflux::bench
