#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#ifndef QUFLUX_PORTABLE
#include <mutex>
#include <thread>
#include <unordered_map>
#endif

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

#ifdef QUFLUX_PORTABLE
/// Nobody else is there to be kept out.
class Mutex {};
class Lock {
 public:
  explicit Lock(Mutex& /*mutex*/) {}
};
#else
using Mutex = std::mutex;
using Lock = std::scoped_lock<std::mutex>;
#endif

/// A value for each thread that asks for one, made when it first does.
template <class Value>
class PerThread {
 public:
  explicit PerThread(std::function<std::unique_ptr<Value>()> make) : make_(std::move(make)) {}

  /// That of the calling thread.
  Value& local() {
#ifdef QUFLUX_PORTABLE
    std::unique_ptr<Value>& value = value_;
#else
    const Lock lock(mutex_);
    std::unique_ptr<Value>& value = values_[std::this_thread::get_id()];
#endif
    if (!value) value = make_();
    return *value;
  }

 private:
  std::function<std::unique_ptr<Value>()> make_;
#ifdef QUFLUX_PORTABLE
  std::unique_ptr<Value> value_;
#else
  Mutex mutex_;
  std::unordered_map<std::thread::id, std::unique_ptr<Value>> values_;
#endif
};

}  // namespace quflux::inline core
