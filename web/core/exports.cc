#include "exports.h"

#include "quflux/core/version.h"

namespace quflux::web {

Result& result() {
  static Result kept;
  return kept;
}

std::string& given() {
  static std::string kept;
  return kept;
}

QUFLUX_EXPORT(numbers) const double* numbers() { return result().numbers.data(); }
QUFLUX_EXPORT(number_count) std::int32_t number_count() {
  return static_cast<std::int32_t>(result().numbers.size());
}
QUFLUX_EXPORT(text) const char* text() { return result().text.data(); }
QUFLUX_EXPORT(text_length) std::int32_t text_length() {
  return static_cast<std::int32_t>(result().text.size());
}

/// Memory for a text of so many bytes, which the next call reads.
QUFLUX_EXPORT(give) char* give(std::int32_t length) {
  given().resize(static_cast<std::size_t>(length));
  return given().data();
}

QUFLUX_EXPORT(version) std::int32_t version() {
  return guarded([] { result().text = kVersion; });
}

}  // namespace quflux::web
