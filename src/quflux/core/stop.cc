#include "quflux/core/stop.h"

namespace quflux::inline core {

namespace {

thread_local const std::atomic<bool>* current = nullptr;

}  // namespace

StopScope::StopScope(const std::atomic<bool>* stop) : before_(current) { current = stop; }

StopScope::~StopScope() { current = before_; }

void throw_if_stopped() {
  if (current != nullptr && *current) throw Stopped();
}

}  // namespace quflux::inline core
