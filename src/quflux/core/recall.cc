#include "quflux/core/recall.h"

#include "quflux/core/hash.h"

namespace quflux::inline core {

namespace {

thread_local const Recall* current = nullptr;
thread_local Question part = 0;

Question chained(std::string_view name, std::span<const double> numbers) {
  return checksum({reinterpret_cast<const char*>(numbers.data()), numbers.size_bytes()},
                  checksum(name, part));
}

}  // namespace

RecallScope::RecallScope(const Recall& recall) : before_(current) { current = &recall; }

RecallScope::~RecallScope() { current = before_; }

const Recall* current_recall() { return current; }

RecallPart::RecallPart(std::string_view name, std::span<const double> numbers) : before_(part) {
  part = chained(name, numbers);
}

RecallPart::~RecallPart() { part = before_; }

Question question(std::string_view name, std::initializer_list<double> numbers) {
  return chained(name, numbers);
}

}  // namespace quflux::inline core
