#include "quflux/study/prepared_sweep.h"

#include <algorithm>
#include <bit>
#include <memory>
#include <span>

#include "quflux/core/error.h"
#include "quflux/core/parallel.h"
#include "quflux/core/stop.h"
#include "quflux/numerics/lapack.h"
#include "quflux/study/worker.h"

namespace quflux::inline study {

PreparedSweep prepare(const Study& study, Roads roads) {
  Plan plan = make_plan(study, roads);
  std::vector<OutputArray> arrays = plan.arrays();
  return {study, roads, std::move(plan), std::move(arrays), grid_size(study), time_count(study)};
}

Tile points_of(Part part, std::size_t points) {
  if (part.number < 1 || part.number > part.count) {
    throw Error(fmt::format("part {}/{} does not exist; parts are 1/{} to {}/{}", part.number,
                            part.count, part.count, part.count, part.count));
  }
  if (part.count > points) {
    throw Error(fmt::format("part {}/{} has no point; a sweep of {} points has at most {} parts",
                            part.number, part.count, points, points));
  }
  // The first parts have the points that are left over, one each.
  const std::size_t whole = points / part.count;
  const std::size_t left = points % part.count;
  const auto begin = [&](std::size_t k) { return k * whole + std::min(k, left); };
  return {begin(part.number - 1), begin(part.number)};
}

void require_parts(const Study& study) {
  if (!study.course) return;
  throw Error("a result in time is not cut into parts; run it as a whole, or leave [time] out");
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
  PerThread<Worker> workers([&] { return std::make_unique<Worker>(sweep.study, plan); });
  const auto work = [&](std::size_t first, std::size_t last) {
    Worker& worker = workers.local();
    const StopScope scope(options.stop);
    for (std::size_t t = first; t != last; ++t) {
      if (options.stop != nullptr && *options.stop) return;
      const std::size_t begin = range.begin + t * plan.tile;
      const Tile tile{begin, std::min(begin + plan.tile, range.end)};
      const auto finished = std::span(values.finished).subspan(t * plan.tile, tile.size());
      if (std::ranges::count(finished, 1) == std::ranges::ssize(finished)) continue;
      try {
        worker.compute(tile, values);
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
