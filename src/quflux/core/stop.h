#pragma once

#include <atomic>

#include "quflux/core/error.h"

namespace quflux::inline core {

/// That work ends early because it was told to.
class Stopped : public Error {
 public:
  Stopped() : Error("stopped") {}
};

/// While it lives, throw_if_stopped() on this thread heeds `stop`; null: nothing stops it.
class StopScope {
 public:
  explicit StopScope(const std::atomic<bool>* stop);
  ~StopScope();
  StopScope(const StopScope&) = delete;
  StopScope& operator=(const StopScope&) = delete;
  StopScope(StopScope&&) = delete;
  StopScope& operator=(StopScope&&) = delete;

 private:
  const std::atomic<bool>* before_;
};

/// For loops that take long: throws Stopped once the innermost StopScope of this thread is told to
/// stop.
void throw_if_stopped();

}  // namespace quflux::inline core
