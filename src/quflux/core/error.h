#pragma once

#include <cmath>
#include <concepts>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

#include <fmt/core.h>

namespace quflux::inline core {

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

/// That a model, or a point of it, has no answer: its numbers are not allowed, or there is no such
/// thing of which to tell anything. A sweep goes on after it, with its message as the reason;
/// nothing else is caught where work goes on.
class NoAnswer : public Error {
 public:
  using Error::Error;
};

/// What an error is about: a text, or a function that puts it together, which is only called when
/// there is an error. A parameter type: it refers to what it was made from.
class Subject {
 public:
  template <std::convertible_to<std::string_view> Text>
  Subject(const Text& text)  // NOLINT(google-explicit-constructor): "omega1" is a subject
      : text_(text) {}
  template <std::invocable Function>
  Subject(const Function& function)  // NOLINT(google-explicit-constructor)
      : function_(&function),
        call_([](const void* f) { return std::string((*static_cast<const Function*>(f))()); }) {}

  std::string text() const { return call_ != nullptr ? call_(function_) : std::string(text_); }

 private:
  std::string_view text_;
  const void* function_ = nullptr;
  std::string (*call_)(const void*) = nullptr;
};

/// Throws NoAnswer unless `value` is a finite number.
inline void require_finite(double value, const Subject& what) {
  if (!std::isfinite(value)) {
    throw NoAnswer(fmt::format("{} is {}; it must be a finite number", what.text(), value));
  }
}

/// Throws NoAnswer unless `value` is a finite number greater than zero.
inline void require_positive(double value, const Subject& what) {
  if (!(std::isfinite(value) && value > 0)) {
    throw NoAnswer(fmt::format("{} is {}; it must be a finite number > 0", what.text(), value));
  }
}

/// Throws NoAnswer unless `value` is a finite number, zero or greater.
inline void require_non_negative(double value, const Subject& what) {
  if (!(std::isfinite(value) && value >= 0)) {
    throw NoAnswer(fmt::format("{} is {}; it must be a finite number >= 0", what.text(), value));
  }
}

}  // namespace quflux::inline core
