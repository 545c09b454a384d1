#pragma once

#include <algorithm>
#include <concepts>
#include <functional>
#include <span>
#include <utility>

namespace quflux::inline bath {

/// A function of the frequency, w > 0, that is asked for many values in one call: a function from
/// an interpreted language costs a microsecond a call, whatever the number of values. Made from a
/// function of one frequency or from one that fills an array.
class FrequencyFunction {
 public:
  FrequencyFunction() = default;

  template <std::invocable<double> Function>
  FrequencyFunction(Function function)  // NOLINT(google-explicit-constructor): both are one idea
      : function_([function](std::span<const double> frequencies, std::span<double> values) {
          std::ranges::transform(frequencies, values.begin(), function);
        }) {}

  template <std::invocable<std::span<const double>, std::span<double>> Function>
  FrequencyFunction(Function function)  // NOLINT(google-explicit-constructor)
      : function_(std::move(function)) {}

  /// Whether there is a function.
  explicit operator bool() const { return static_cast<bool>(function_); }

  /// Writes the value at every frequency; `values` has as many places.
  void operator()(std::span<const double> frequencies, std::span<double> values) const {
    function_(frequencies, values);
  }

  double operator()(double frequency) const {
    double value = 0;
    function_({&frequency, 1}, {&value, 1});
    return value;
  }

 private:
  std::function<void(std::span<const double>, std::span<double>)> function_;
};

}  // namespace quflux::inline bath
