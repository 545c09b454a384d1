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

#elif defined(__SANITIZE_THREAD__)

// The thread sanitizer does not see what waits for what inside oneTBB, which is not built with it:
// here are threads that it does see.

#include <algorithm>
#include <atomic>
#include <exception>
#include <utility>
#include <vector>

namespace quflux::inline core {

namespace {

thread_local int allowed = 0;  // 0: all cores

// So many for this thread, until the end of its scope.
class Allowed {
 public:
  explicit Allowed(int threads) : before_(std::exchange(allowed, threads)) {}
  ~Allowed() { allowed = before_; }
  Allowed(const Allowed&) = delete;
  Allowed& operator=(const Allowed&) = delete;

 private:
  int before_;
};

}  // namespace

void parallel_for(std::size_t count, std::size_t grain,
                  const std::function<void(std::size_t, std::size_t)>& work) {
  const int threads = thread_count();
  std::atomic<std::size_t> next = 0;
  std::exception_ptr failure;
  std::mutex mutex;
  const std::size_t step = std::max<std::size_t>(grain, 1);
  const auto take = [&] {
    const Allowed here(threads);
    for (std::size_t begin = next.fetch_add(step); begin < count; begin = next.fetch_add(step)) {
      try {
        work(begin, std::min(begin + step, count));
      } catch (...) {
        const std::scoped_lock lock(mutex);
        if (!failure) failure = std::current_exception();
        next = count;
      }
    }
  };
  {
    std::vector<std::jthread> others;
    for (int k = 1; k < threads; ++k) others.emplace_back(take);
    take();
  }
  if (failure) std::rethrow_exception(failure);
}

int thread_count() {
  return allowed > 0 ? allowed : static_cast<int>(std::thread::hardware_concurrency());
}

void with_threads(int threads, const std::function<void()>& work) {
  const Allowed here(threads);
  work();
}

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
