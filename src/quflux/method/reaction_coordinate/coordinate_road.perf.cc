#include "quflux/method/reaction_coordinate/coordinate_road.h"

#include <benchmark/benchmark.h>
#include <string>

#include "quflux/method/reaction_coordinate/enlarged_flows.h"
#include "quflux/method/reaction_coordinate/known_coordinates.h"

namespace quflux::bench {
namespace {

// The spin of beyond.json between two Brownian baths, with so many levels of each coordinate.
void run_coordinates(benchmark::State& state, Eigen::Index levels) {
  Model model;
  model.sites = {{"spin", TwoLevel{1}}};
  for (const auto& [name, temperature] : {std::pair{"hot", 2.0}, std::pair{"cold", 1.0}}) {
    model.baths.push_back({.name = name,
                           .sites = {"spin"},
                           .temperature = temperature,
                           .spectral_density = Brownian{0.4, 3, 1}});
  }
  const auto coordinates = KnownCoordinates().find(model);
  for (auto _ : state) {
    const EnlargedAnswer found =
        solve_enlarged(model, coordinates, {levels, levels}, "redfield", {Quantity::flows});
    benchmark::DoNotOptimize(found.flows.data());
  }
}

const bool registered = [] {
  for (const Eigen::Index levels : {5, 6, 12}) {
    benchmark::RegisterBenchmark(
        ("coordinate/d:" + std::to_string(2 * levels * levels)).c_str(),
        [levels](benchmark::State& state) { run_coordinates(state, levels); })
        ->Unit(benchmark::kMillisecond);
  }
  return true;
}();

}  // namespace
}  // namespace quflux::bench
