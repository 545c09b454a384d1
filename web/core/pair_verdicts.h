#pragma once

#include <array>
#include <string>
#include <vector>

#include "quflux/method/pair/pair_equation.h"
#include "quflux/method/pair/two_level_pair.h"

namespace quflux::web {

/// A number that says whether the flow of an equation may be believed.
struct PairVerdict {
  PairEquation equation;
  std::string check;
  double value;  ///< NaN where it is not known
  int verdict;   ///< 0 ok, 1 doubtful, 2 bad
  std::string meaning;
};

/// Of the checks of `quflux audit` those that a pair has in closed form, with their numbers,
/// thresholds and sentences: what each equation neglects, memory of the baths, and the second law.
/// None for a pair that is not allowed.
std::vector<PairVerdict> verdicts(const TwoLevelPair& pair);

/// Likewise the Lamb shift, whose integrals take longer than a step of a slider.
std::vector<PairVerdict> lamb_shift_verdicts(const TwoLevelPair& pair);

}  // namespace quflux::web
