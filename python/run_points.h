#pragma once

#include <atomic>
#include <cstddef>
#include <functional>

#include <tbb/task_arena.h>

#include "python/bindings.h"
#include "python/interruptible.h"

namespace quflux::python {

/// What work on many points is told, and tells.
struct PointCounter {
  std::function<void(std::size_t)> count;  ///< to call with the number of points just finished
  const std::atomic<bool>& stop;
};

/// Runs work(counter) interruptibly on so many threads (0: as many as there are cores), and
/// meanwhile calls progress(n), unless it is None, with the points finished since the last call.
template <class Work>
auto run_points(int threads, const nb::object& progress, const Work& work) {
  std::atomic<std::size_t> finished{0};
  std::size_t reported = 0;
  const auto report = [&] {
    if (progress.is_none()) return;
    const std::size_t now = finished;
    progress(now - reported);
    reported = now;
  };
  auto result = run_interruptibly(
      [&](const std::atomic<bool>& stop) {
        const PointCounter counter{[&](std::size_t n) { finished += n; }, stop};
        tbb::task_arena arena(threads > 0 ? threads : tbb::task_arena::automatic);
        return arena.execute([&] { return work(counter); });
      },
      report);
  report();
  return result;
}

}  // namespace quflux::python
