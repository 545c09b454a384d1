#pragma once

#include <optional>

#include "quflux/method/equation.h"
#include "quflux/validity/transitions.h"

namespace quflux::inline validity {

/// Whether what an equation neglects may be neglected.
enum class Verdict { holds, doubtful, fails };

/// What an equation assumes, in the numbers of a model.
struct Judgement {
  std::optional<double> scale;  ///< that the equation compares; none where it or the model has none
  double rate;                  ///< the largest one, with which it is compared
  std::optional<Verdict> verdict;  ///< where there is a scale
};

/// Compares the scale of an assumption with the rates: ten times larger (or smaller) holds, smaller
/// (larger) fails.
Judgement judge(const Assumption& assumption, const TimeScales& scales);

}  // namespace quflux::inline validity
