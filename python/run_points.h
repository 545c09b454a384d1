#pragma once

#include <atomic>
#include <cstddef>
#include <functional>
#include <optional>

#include "python/bindings.h"
#include "python/interruptible.h"
#include "quflux/core/parallel.h"

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
        std::optional<decltype(work(counter))> done;
        with_threads(threads, [&] { done = work(counter); });
        return *std::move(done);
      },
      report);
  report();
  return result;
}

}  // namespace quflux::python
