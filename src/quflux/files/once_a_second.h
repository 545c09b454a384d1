#pragma once

#include <atomic>
#include <condition_variable>
#include <cstddef>
#include <exception>
#include <functional>
#include <mutex>
#include <thread>

namespace quflux::inline files {

/// How unfinished work is kept.
struct KeepOptions {
  bool resume = false;                      ///< whether to go on from what is kept
  const std::atomic<bool>* stop = nullptr;  ///< as in ComputeOptions
  /// Called with the number of points just finished.
  std::function<void(std::size_t)> progress = {};
  /// Called again and again once it was told to stop and what is finished is kept.
  std::function<void()> stopped = {};
};

/// A thread that calls `keep` after each second, and when it is told to stop.
class OnceASecond {
 public:
  OnceASecond(std::function<void()> keep, const KeepOptions& options);
  ~OnceASecond();
  OnceASecond(const OnceASecond&) = delete;
  OnceASecond& operator=(const OnceASecond&) = delete;
  OnceASecond(OnceASecond&&) = delete;
  OnceASecond& operator=(OnceASecond&&) = delete;

  /// True once it was told to stop or `keep` failed: nothing new is to be begun.
  const std::atomic<bool>& halted() const { return halted_; }

  /// Throws what `keep` threw.
  void rethrow();

  /// Ends the thread.
  void finish();

 private:
  void run();

  std::function<void()> keep_;
  const std::atomic<bool>* stop_;
  std::function<void()> stopped_;
  std::atomic<bool> halted_{false};
  std::mutex mutex_;  // of what follows
  std::condition_variable changed_;
  bool done_ = false;
  std::exception_ptr error_;
  std::thread thread_;
};

}  // namespace quflux::inline files
