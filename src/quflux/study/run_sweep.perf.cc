// J(t) of two atoms at 50 times, along a map of 200 x 200 points, as a study.

#include "quflux/study/run_sweep.h"

#include <benchmark/benchmark.h>
#include <string>

#include "quflux/model/check_model.h"

namespace quflux::bench {
namespace {

std::vector<double> equal_steps(double first, double last, int count) {
  std::vector<double> values;
  for (int k = 0; k < count; ++k) values.push_back(first + k * (last - first) / (count - 1));
  return values;
}

Study map_of(const std::string& equation_name) {
  Model model;
  add_site(model, {"left", TwoLevel{1}});
  add_site(model, {"right", TwoLevel{1}});
  add_coupling(model, {"c", CouplingKind::exchange, {"left", "right"}, {}, 0.01});
  for (const auto& [name, site, temperature] :
       {std::tuple{"hot", "left", 0.5}, std::tuple{"cold", "right", 0.2}}) {
    add_bath(model, {.name = name,
                     .sites = {site},
                     .temperature = temperature,
                     .spectral_density = PowerLaw{0.01, 3, std::nullopt}});
  }
  Study study{std::move(model), {equation(equation_name)}, {}, {make_observable("energy_flow")}};
  study.sweep.axes = {{"coupling.c.strength", equal_steps(1e-4, 0.1, 200)},
                      {"bath.hot.temperature", equal_steps(0.3, 1, 200)}};
  study.course = Course{equal_steps(0, 500, 50), ProductState{{{"left", InLevel{1}}}}};
  return study;
}

void follow_map(benchmark::State& state, const std::string& equation_name) {
  const Study study = map_of(equation_name);
  for (auto _ : state) benchmark::DoNotOptimize(run_sweep(study));
}

const bool registered = [] {
  for (const char* name : {"local", "global", "partial_secular", "redfield"}) {
    benchmark::RegisterBenchmark(("time/map/" + std::string(name)).c_str(), follow_map, name)
        ->Unit(benchmark::kMillisecond)
        ->UseRealTime();
  }
  return true;
}();

}  // namespace
}  // namespace quflux::bench
