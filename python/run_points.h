#pragma once

#include <atomic>
#include <chrono>
#include <cstddef>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <utility>

#include "python/bindings.h"
#include "python/interruptible.h"
#include "quflux/core/parallel.h"
#include "quflux/core/watch.h"
#include "quflux/report/progress.h"

namespace quflux::python {

/// What work on many points is told, and tells.
struct PointCounter {
  std::function<void(std::size_t)> count;  ///< to call with the number of points just finished
  const std::atomic<bool>& stop;
};

/// Runs work(counter) interruptibly on so many threads (0: as many as there are cores), and
/// meanwhile calls progress(n, now), unless it is None, with the points finished since the last
/// call and, where none was for Progress::kQuiet, the step of the one that takes so long; ""
/// otherwise.
template <class Work>
auto run_points(int threads, const nb::object& progress, const Work& work) {
  using Clock = std::chrono::steady_clock;
  std::atomic<std::size_t> finished{0};
  std::size_t reported = 0;
  Clock::time_point last_point = Clock::now();
  std::mutex mutex;
  std::optional<IterationStep> step;
  const Watch watch = [&](const IterationStep& now) {
    const std::scoped_lock lock(mutex);
    step = now;
  };
  const auto step_in_words = [&]() -> std::string {
    if (Clock::now() - last_point < Progress::kQuiet) return "";
    const std::scoped_lock lock(mutex);
    return step ? in_words(*step) : "";
  };
  const auto report = [&] {
    if (progress.is_none()) return;
    const std::size_t now = finished;
    if (now > reported) last_point = Clock::now();
    progress(now - reported, step_in_words());
    reported = now;
  };
  auto result = run_interruptibly(
      [&](const std::atomic<bool>& stop) {
        const WatchScope watched(&watch);
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
