#include "quflux/core/stop.h"

namespace quflux::inline core {

namespace {

thread_local const std::atomic<bool>* active_stop = nullptr;

}  // namespace

StopScope::StopScope(const std::atomic<bool>* stop) : before_(active_stop) { active_stop = stop; }

StopScope::~StopScope() { active_stop = before_; }

void throw_if_stopped() {
  if (active_stop != nullptr && *active_stop) throw Stopped();
}

}  // namespace quflux::inline core
