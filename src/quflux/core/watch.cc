#include "quflux/core/watch.h"

#include <utility>

#include <fmt/core.h>

namespace quflux::inline core {

namespace {

thread_local const Watch* watching = nullptr;
thread_local IterationStep outer{0, 1};

}  // namespace

std::string in_words(const IterationStep& step) {
  return fmt::format("step {}, residual {:.0e}", step.step, step.residual);
}

WatchScope::WatchScope(const Watch* watch) : before_(std::exchange(watching, watch)) {}

WatchScope::~WatchScope() { watching = before_; }

const Watch* current_watch() { return watching; }

InnerIteration::InnerIteration(int steps, double residual)
    : before_(std::exchange(outer, {outer.step + steps, outer.residual * residual})) {}

InnerIteration::~InnerIteration() { outer = before_; }

void tell_step(const IterationStep& step) {
  if (watching == nullptr) return;
  (*watching)({outer.step + step.step, outer.residual * step.residual});
}

}  // namespace quflux::inline core
