#pragma once

#include <functional>
#include <string>

namespace quflux::inline core {

/// A step of an iteration, and what is wrong then, in units of what it iterates for.
struct IterationStep {
  int step;
  double residual;
};

/// "step 12, residual 3e-05".
std::string in_words(const IterationStep& step);

/// What is told of each step, from any thread that has it in its WatchScope.
using Watch = std::function<void(const IterationStep&)>;

/// While it lives, tell_step() on this thread tells `watch`; null: nobody.
class WatchScope {
 public:
  explicit WatchScope(const Watch* watch);
  ~WatchScope();
  WatchScope(const WatchScope&) = delete;
  WatchScope& operator=(const WatchScope&) = delete;
  WatchScope(WatchScope&&) = delete;
  WatchScope& operator=(WatchScope&&) = delete;

 private:
  const Watch* before_;
};

/// The one of the innermost WatchScope of this thread, to be handed on to others; null where there
/// is none.
const Watch* current_watch();

/// While it lives, an iteration on this thread is part of another one: after so many of its steps,
/// where so much was wrong.
class InnerIteration {
 public:
  InnerIteration(int steps, double residual);
  ~InnerIteration();
  InnerIteration(const InnerIteration&) = delete;
  InnerIteration& operator=(const InnerIteration&) = delete;
  InnerIteration(InnerIteration&&) = delete;
  InnerIteration& operator=(InnerIteration&&) = delete;

 private:
  IterationStep before_;
};

/// For iterations that may take long.
void tell_step(const IterationStep& step);

}  // namespace quflux::inline core
