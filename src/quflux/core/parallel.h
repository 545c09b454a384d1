#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>
#include <unordered_map>

namespace quflux::inline core {

/// Calls work(begin, end) for ranges that cover [0, count), on all cores that with_threads()
/// allows; no range is split below `grain`. Loops may be nested: a thread that waits for an inner
/// loop takes no work of an outer one, so that what it holds stays as it is. One core where quflux
/// is built without threads.
void parallel_for(std::size_t count, std::size_t grain,
                  const std::function<void(std::size_t, std::size_t)>& work);

/// The cores that parallel_for() uses here.
int thread_count();

/// Calls work() with so many threads for the loops in it; 0: as many as there are cores.
void with_threads(int threads, const std::function<void()>& work);

/// A value for each thread that asks for one, made when it first does.
template <class Value>
class PerThread {
 public:
  explicit PerThread(std::function<std::unique_ptr<Value>()> make) : make_(std::move(make)) {}

  /// That of the calling thread.
  Value& local() {
    const std::scoped_lock lock(mutex_);
    std::unique_ptr<Value>& value = values_[std::this_thread::get_id()];
    if (!value) value = make_();
    return *value;
  }

 private:
  std::function<std::unique_ptr<Value>()> make_;
  std::mutex mutex_;
  std::unordered_map<std::thread::id, std::unique_ptr<Value>> values_;
};

}  // namespace quflux::inline core
