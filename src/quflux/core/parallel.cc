#include "quflux/core/parallel.h"

#ifdef QUFLUX_PORTABLE

namespace quflux::inline core {

void parallel_for(std::size_t count, std::size_t /*grain*/,
                  const std::function<void(std::size_t, std::size_t)>& work) {
  if (count > 0) work(0, count);
}

int thread_count() { return 1; }

void with_threads(int /*threads*/, const std::function<void()>& work) { work(); }

}  // namespace quflux::inline core

#else

#include <tbb/blocked_range.h>
#include <tbb/parallel_for.h>
#include <tbb/task_arena.h>

namespace quflux::inline core {

void parallel_for(std::size_t count, std::size_t grain,
                  const std::function<void(std::size_t, std::size_t)>& work) {
  tbb::this_task_arena::isolate([&] {
    tbb::parallel_for(tbb::blocked_range<std::size_t>(0, count, grain),
                      [&](const auto& range) { work(range.begin(), range.end()); });
  });
}

int thread_count() { return tbb::this_task_arena::max_concurrency(); }

void with_threads(int threads, const std::function<void()>& work) {
  tbb::task_arena arena(threads > 0 ? threads : tbb::task_arena::automatic);
  arena.execute([&] { work(); });
}

}  // namespace quflux::inline core

#endif
