#pragma once

#include <cmath>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

#include <fmt/core.h>

namespace quflux {

/// Every error that quflux raises on purpose. The message is one line: what was given, where, and
/// what is allowed.
class Error : public std::runtime_error {
 public:
  explicit Error(std::string message) : std::runtime_error(one_line(std::move(message))) {}

 private:
  // What was given may contain anything.
  static std::string one_line(std::string text) {
    for (char& c : text) {
      if (static_cast<unsigned char>(c) < ' ' || c == '\x7f') c = ' ';
    }
    return text;
  }
};

/// Throws Error unless `value` is a finite number.
inline void require_finite(double value, std::string_view what) {
  if (!std::isfinite(value)) {
    throw Error(fmt::format("{} is {}; it must be a finite number", what, value));
  }
}

/// Throws Error unless `value` is a finite number greater than zero.
inline void require_positive(double value, std::string_view what) {
  if (!(std::isfinite(value) && value > 0)) {
    throw Error(fmt::format("{} is {}; it must be a finite number > 0", what, value));
  }
}

/// Throws Error unless `value` is a finite number, zero or greater.
inline void require_non_negative(double value, std::string_view what) {
  if (!(std::isfinite(value) && value >= 0)) {
    throw Error(fmt::format("{} is {}; it must be a finite number >= 0", what, value));
  }
}

}  // namespace quflux
