// All derivatives of the flows of an atom and a cavity of 12 dimensions, beside one solution for
// the flows: by the numbers of the model, one after another.

#include "quflux/method/master_equation/response.h"

#include <benchmark/benchmark.h>

#include "bench/batches.h"
#include "quflux/method/master_equation/stationary_flows.h"
#include "quflux/model/system_builder.h"

namespace quflux::bench {
namespace {

Model cavity() {
  Model model;
  model.sites = {{"atom", TwoLevel{1}}, {"cavity", Oscillator{1.05, 6}}};
  model.couplings = {{"rabi", CouplingKind::exchange, {"atom", "cavity"}, {}, 0.05, std::nullopt}};
  model.terms = {{"drive", "cavity", "x", 0.02}};  // no symmetry is left
  model.baths = {{.name = "hot",
                  .sites = {"atom"},
                  .temperature = 0.5,
                  .spectral_density = PowerLaw{0.01, 3, 4}},
                 {.name = "cold",
                  .sites = {"cavity"},
                  .temperature = 0.2,
                  .spectral_density = Drude{0.02, 5}}};
  return model;
}

void flows(benchmark::State& state, const MasterEquation& equation) {
  const Model model = cavity();
  for (auto _ : state) {
    benchmark::DoNotOptimize(stationary_flows(to_system(model), equation));
  }
}

void derivatives(benchmark::State& state, const MasterEquation& equation) {
  const Model model = cavity();
  std::vector<std::string> keys = parameter_paths(model);
  std::erase_if(keys, counts_levels);
  for (auto _ : state) {
    const Response response(model, equation, {}, Response::Of::flows);
    for (const std::string& key : keys) benchmark::DoNotOptimize(response.slopes(key));
  }
  state.counters["keys"] = static_cast<double>(keys.size());
}

const bool registered = [] {
  for (const MasterEquation& equation : {kGlobal, kPartialSecular, kRedfield}) {
    const std::string name = "response/cavity/" + std::string(equation.name);
    benchmark::RegisterBenchmark((name + "/flows").c_str(), flows, equation)
        ->Unit(benchmark::kMicrosecond);
    benchmark::RegisterBenchmark((name + "/derivatives").c_str(), derivatives, equation)
        ->Unit(benchmark::kMicrosecond);
  }
  return true;
}();

}  // namespace
}  // namespace quflux::bench
