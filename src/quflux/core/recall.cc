#include "quflux/core/recall.h"

#include "quflux/core/hash.h"

namespace quflux::inline core {

namespace {

thread_local const Recall* active_recall = nullptr;
thread_local Question active_part = 0;

Question chained(std::string_view name, std::span<const double> numbers) {
  return checksum({reinterpret_cast<const char*>(numbers.data()), numbers.size_bytes()},
                  checksum(name, active_part));
}

}  // namespace

RecallScope::RecallScope(const Recall& recall) : before_(active_recall) { active_recall = &recall; }

RecallScope::~RecallScope() { active_recall = before_; }

const Recall* current_recall() { return active_recall; }

RecallPart::RecallPart(std::string_view name, std::span<const double> numbers)
    : before_(active_part) {
  active_part = chained(name, numbers);
}

RecallPart::~RecallPart() { active_part = before_; }

Question question(std::string_view name, std::initializer_list<double> numbers) {
  return chained(name, numbers);
}

}  // namespace quflux::inline core
