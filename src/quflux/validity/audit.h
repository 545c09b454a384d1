#pragma once

#include <cstddef>
#include <functional>
#include <limits>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "quflux/study/study.h"
#include "quflux/validity/check.h"

namespace quflux::inline validity {

/// What a check found where it is worst.
struct CheckedNumber {
  const Check* check;
  Measured number;
  Verdict verdict;
  std::size_t point;  ///< of Audit::points
};

/// How far the flows of an equation are from those of another, where that is most.
struct FarFrom {
  std::string reference;                                         ///< label of the other one
  bool exact = false;                                            ///< whether it is exact
  double difference = std::numeric_limits<double>::quiet_NaN();  ///< flow_difference()
  double error = std::numeric_limits<double>::quiet_NaN();  ///< of the other one, of its largest
  std::size_t point = 0;
};

struct AuditedEquation {
  std::string label;
  std::vector<CheckedNumber> numbers;         ///< in the order of checks()
  std::optional<FarFrom> far = std::nullopt;  ///< none: nothing to compare it with
  std::string obstacle = {};  ///< why it has no answer at a point; empty: it has all
  std::map<std::size_t, std::vector<double>> flows = {};  ///< by point, where it has an answer
  Vector eigenvalues = {};  ///< of the generator at the first of these; empty: it was not looked at
};

/// How many of the numbers of an equation are so.
std::size_t count(const AuditedEquation& equation, Verdict verdict);

struct Audit {
  std::vector<std::string> keys;            ///< that are swept
  std::vector<std::vector<double>> points;  ///< their values where equations were looked at
  std::vector<AuditedEquation> equations;
  /// The one to use: that whose flows are closest to exact ones, without these the one with the
  /// fewest bad numbers, then the fewest doubtful ones, that neglects the least. None: no equation
  /// has answers everywhere.
  std::optional<std::size_t> best;
  std::string judge;  ///< label of what is exact here; empty: nothing that takes seconds
  std::vector<std::size_t> not_judged = {};  ///< points where it was asked and had no answer
};

/// Checks every equation of a study in its stationary state at its numbers; of a sweep at a few of
/// its points, some of which the judge of grade() sees, too, where it takes seconds. `progress` is
/// told of each point. Throws Error when the model cannot be computed.
Audit audit(const Study& study, const std::function<void(std::size_t)>& progress = {});

}  // namespace quflux::inline validity
