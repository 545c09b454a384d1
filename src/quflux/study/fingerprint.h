#pragma once

#include <cstdint>
#include <string>

#include "quflux/dataset/dataset.h"
#include "quflux/method/equation.h"

namespace quflux::inline study {

/// What decides the numbers of a result, as one text.
class Fingerprint {
 public:
  void add(const std::string& text);
  void add(double number);
  void add(const Equation& equation);
  /// Attributes, and variables with their numbers.
  void add(const Dataset& frame);

  std::string text() const;

 private:
  std::uint64_t sum_ = 0;
};

}  // namespace quflux::inline study
