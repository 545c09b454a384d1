#pragma once

#include <array>
#include <cstddef>

#include "quflux/method/pair/two_level_pair.h"

namespace quflux::web {

/// The numbers of a pair, in the order of `Pair` in api.ts. A cutoff of 0 is none.
enum Key : std::size_t {
  omega1,
  omega2,
  coupling,
  coefficient1,
  coefficient2,
  exponent1,
  exponent2,
  cutoff1,
  cutoff2,
  temperature1,
  temperature2,
  key_count,
  /// On an axis only: coefficient1 is the value, coefficient2 keeps its ratio to it.
  coefficients = key_count
};
using Numbers = std::array<double, key_count>;

/// Whether it is one of those that RateShape has, which all points of a batch share.
constexpr bool is_shape(Key key) { return key >= exponent1 && key <= cutoff2; }
constexpr bool is_coefficient(Key key) {
  return key == coefficient1 || key == coefficient2 || key == coefficients;
}

void set(Numbers& numbers, Key key, double value);

TwoLevelPair pair_of(const Numbers& numbers);

}  // namespace quflux::web
