#include "quflux/files/once_a_second.h"

#include <chrono>

namespace quflux::inline files {

namespace {

constexpr auto kInterval = std::chrono::seconds(1);
constexpr auto kLook = std::chrono::milliseconds(20);  // how often a stop is looked for

}  // namespace

OnceASecond::OnceASecond(std::function<void()> keep, const KeepOptions& options)
    : keep_(std::move(keep)), stop_(options.stop), stopped_(options.stopped) {
  thread_ = std::thread([this] { run(); });
}

OnceASecond::~OnceASecond() { finish(); }

void OnceASecond::run() {
  using Clock = std::chrono::steady_clock;
  Clock::time_point next = Clock::now() + kInterval;
  std::unique_lock lock(mutex_);
  while (!done_) {
    changed_.wait_for(lock, kLook, [&] { return done_; });
    const bool stop = stop_ != nullptr && *stop_;
    if (stop) halted_ = true;
    const Clock::time_point now = Clock::now();
    if (!stop && (done_ || now < next)) continue;
    // From its beginning on: on a slow disk it may take as long itself.
    next = now + kInterval;
    lock.unlock();
    try {
      keep_();
      if (stop && stopped_) stopped_();
    } catch (...) {
      lock.lock();
      error_ = std::current_exception();
      halted_ = true;
      return;
    }
    lock.lock();
  }
}

void OnceASecond::rethrow() {
  const std::scoped_lock lock(mutex_);
  if (error_ != nullptr) std::rethrow_exception(error_);
}

void OnceASecond::finish() {
  if (!thread_.joinable()) return;
  {
    const std::scoped_lock lock(mutex_);
    done_ = true;
  }
  changed_.notify_all();
  thread_.join();
}

}  // namespace quflux::inline files
