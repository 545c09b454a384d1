#include "quflux/study/run_sweep.h"

#include <algorithm>
#include <memory>
#include <span>
#include <string>

#include "quflux/core/parallel.h"
#include "quflux/core/stop.h"
#include "quflux/numerics/lapack.h"
#include "quflux/study/plan.h"
#include "quflux/study/sweep_dataset.h"
#include "quflux/study/sweep_values.h"
#include "quflux/study/worker.h"

namespace quflux::inline study {

namespace {

void compute(const Study& study, const Plan& plan, const SweepOptions& options,
             SweepValues& values) {
  const std::size_t tiles = (values.points() + plan.tile - 1) / plan.tile;
  // Points, the equations of one network or else matrix products run on all cores, not two of them.
  const BlasThreads blas(tiles == 1 && plan.fills_cores ? thread_count() : 1);
  PerThread<Worker> workers([&] { return std::make_unique<Worker>(study, plan); });
  const auto work = [&](std::size_t first, std::size_t last) {
    Worker& worker = workers.local();
    const StopScope scope(options.stop);
    for (std::size_t t = first; t != last; ++t) {
      if (options.stop != nullptr && *options.stop) return;
      const Tile tile{t * plan.tile, std::min((t + 1) * plan.tile, values.points())};
      const auto finished = std::span(values.finished).subspan(tile.begin, tile.size());
      const auto before = static_cast<std::size_t>(std::ranges::count(finished, 1));
      if (before == finished.size()) continue;
      try {
        worker.compute(tile, values);
      } catch (const Stopped&) {
        return;
      }
      std::ranges::fill(finished, 1);
      if (options.progress) options.progress(finished.size() - before);
    }
  };
  if (plan.one_at_a_time) {
    work(0, tiles);
  } else {
    parallel_for(tiles, 1, work);
  }
}

}  // namespace

Dataset run_sweep(const Study& study, const SweepOptions& options) {
  const Plan plan = make_plan(study, options.roads);
  const std::vector<OutputArray> arrays = plan.arrays();
  require_memory(study, arrays, options.copies);
  SweepValues values(arrays, grid_size(study), study.equations.size());
  if (options.resume != nullptr) {
    take_over(*options.resume, study, arrays, values);
    if (options.progress) {
      options.progress(static_cast<std::size_t>(std::ranges::count(values.finished, 1)));
    }
  }
  compute(study, plan, options, values);
  Dataset dataset = sweep_dataset(study, arrays, std::move(values));
  const std::string road = road_in_words(study, plan, options.roads);
  if (!road.empty()) dataset.attributes[kRoad] = road;
  return dataset;
}

}  // namespace quflux::inline study
