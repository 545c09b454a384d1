#include "quflux/study/prepared_sweep.h"

#include <algorithm>
#include <bit>
#include <functional>
#include <memory>
#include <span>

#include "quflux/core/error.h"
#include "quflux/core/parallel.h"
#include "quflux/core/stop.h"
#include "quflux/core/watch.h"
#include "quflux/numerics/lapack.h"
#include "quflux/study/swept_levels.h"
#include "quflux/study/worker.h"

namespace quflux::inline study {

namespace {

// Computes tiles; a thread's own.
using TileSolver = std::function<void(Tile, SweepValues&)>;

TileSolver tile_solver(const PreparedSweep& sweep) {
  const auto by = [](auto worker) -> TileSolver {
    return [worker](Tile tile, SweepValues& values) { worker->compute(tile, values); };
  };
  if (sweeps_levels(sweep.study.sweep)) {
    return by(std::make_shared<LevelsWorker>(sweep.study, sweep.allowed));
  }
  return by(std::make_shared<Worker>(sweep.study, sweep.plan));
}

}  // namespace

PreparedSweep prepare(const Study& study, Roads roads) {
  Plan plan =
      sweeps_levels(study.sweep) ? plan_at_all_levels(study, roads) : make_plan(study, roads);
  std::vector<OutputArray> arrays = plan.arrays();
  return {study, roads, std::move(plan), std::move(arrays), grid_size(study), time_count(study)};
}

Tile points_of(Part part, std::size_t points, std::size_t together) {
  if (part.number < 1 || part.number > part.count) {
    throw Error(fmt::format("part {}/{} does not exist; parts are 1/{} to {}/{}", part.number,
                            part.count, part.count, part.count, part.count));
  }
  const std::size_t groups = points / together;
  if (part.count > groups) {
    throw Error(fmt::format("part {}/{} has no point; the most parts of this sweep are {}",
                            part.number, part.count, groups));
  }
  // The first parts have the groups that are left over, one each.
  const std::size_t whole = groups / part.count;
  const std::size_t left = groups % part.count;
  const auto begin = [&](std::size_t k) { return together * (k * whole + std::min(k, left)); };
  return {begin(part.number - 1), begin(part.number)};
}

std::vector<Tile> blocks_of(Tile range, std::size_t numbers, std::size_t together) {
  constexpr std::size_t kNumbers = std::size_t{1} << 22U;
  constexpr std::size_t kPoints = std::size_t{1} << 18U;  // each may have a reason in words
  const std::size_t most = kNumbers / std::max<std::size_t>(numbers * together, 1);
  const std::size_t block = together * std::bit_floor(std::clamp<std::size_t>(
                                           most, 1, std::max<std::size_t>(kPoints / together, 1)));
  std::vector<Tile> blocks;
  for (std::size_t begin = range.begin; begin < range.end; begin += block) {
    blocks.push_back({begin, std::min(begin + block, range.end)});
  }
  return blocks;
}

void compute(const PreparedSweep& sweep, const ComputeOptions& options, SweepValues& values) {
  const Plan& plan = sweep.plan;
  const Tile range = values.range();
  const std::size_t tiles = (range.size() + plan.tile - 1) / plan.tile;
  // Points, the equations of one network or else matrix products run on all cores, not two of them.
  const bool at_once = plan.fills_cores && sweep.points <= plan.tile;
  const BlasThreads blas(at_once ? thread_count() : 1);
  PerThread<TileSolver> solvers([&] { return std::make_unique<TileSolver>(tile_solver(sweep)); });
  const auto work = [&, watch = current_watch()](std::size_t first, std::size_t last) {
    const TileSolver& solve = solvers.local();
    const StopScope scope(options.stop);
    const WatchScope watched(watch);
    for (std::size_t t = first; t != last; ++t) {
      if (options.stop != nullptr && *options.stop) return;
      const std::size_t begin = range.begin + t * plan.tile;
      const Tile tile{begin, std::min(begin + plan.tile, range.end)};
      const auto finished = std::span(values.finished).subspan(t * plan.tile, tile.size());
      if (std::ranges::count(finished, 1) == std::ranges::ssize(finished)) continue;
      try {
        solve(tile, values);
      } catch (const Stopped&) {
        return;
      }
      std::ranges::fill(finished, 1);
      if (options.finished) options.finished(tile);
    }
  };
  if (plan.one_at_a_time) {
    work(0, tiles);
  } else {
    parallel_for(tiles, 1, work);
  }
}

}  // namespace quflux::inline study
