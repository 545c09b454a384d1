#include "quflux/study/run_sweep.h"

#include <algorithm>

#include "quflux/core/error.h"
#include "quflux/study/prepared_sweep.h"
#include "quflux/study/sweep_dataset.h"

namespace quflux::inline study {

Dataset run_sweep(const Study& study, const SweepOptions& options) {
  const PreparedSweep sweep = prepare(study, options.roads);
  require_memory(study, sweep.arrays);
  SweepValues values(sweep.arrays, {0, sweep.points}, study.equations.size());
  compute(sweep,
          {[&](Tile tile) {
             if (options.progress) options.progress(tile.size());
           },
           options.stop},
          values);
  const auto finished = static_cast<std::size_t>(std::ranges::count(values.finished, 1));
  if (finished < sweep.points) {
    throw Error(fmt::format("stopped after {} of {} points", finished, sweep.points));
  }
  return sweep_dataset(sweep, std::move(values));
}

}  // namespace quflux::inline study
