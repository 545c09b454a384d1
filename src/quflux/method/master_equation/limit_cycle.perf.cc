// Limit cycles of two atoms, one of which goes up and down: over periods that the state remembers
// and over longer ones.

#include "quflux/method/master_equation/limit_cycle.h"

#include <benchmark/benchmark.h>
#include <vector>

#include "quflux/model/check_model.h"

namespace quflux::bench {
namespace {

Model pair() {
  Model model;
  add_site(model, {"a", TwoLevel{1}});
  add_site(model, {"b", TwoLevel{1}});
  add_coupling(model, {"ab", CouplingKind::exchange, {"a", "b"}, {}, 0.06});
  add_bath(model, {.name = "cold",
                   .sites = {"a"},
                   .temperature = 0.3,
                   .spectral_density = PowerLaw{0.02, 1, std::nullopt}});
  add_bath(model, {.name = "hot",
                   .sites = {"b"},
                   .temperature = 0.5,
                   .spectral_density = PowerLaw{0.03, 1, std::nullopt}});
  return model;
}

void find_cycle(benchmark::State& state) {
  const Model model = pair();
  const auto period = static_cast<double>(state.range(0));
  std::vector<Drive> drives;
  add_drive(drives, model, {"", "site.a.frequency", Sine{0.2, period}});
  const EquationOptions options;
  for (auto _ : state) {
    benchmark::DoNotOptimize(limit_cycle({model, drives, kRedfield, options}, period));
  }
}

const bool registered = [] {
  benchmark::RegisterBenchmark("limit_cycle/redfield", find_cycle)
      ->Arg(100)
      ->Arg(1000)
      ->Arg(1'000'000)
      ->Unit(benchmark::kMillisecond);
  return true;
}();

}  // namespace
}  // namespace quflux::bench
