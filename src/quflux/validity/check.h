#pragma once

#include <array>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "quflux/validity/audited_point.h"

namespace quflux::inline validity {

/// A number that a check has found.
struct Measured {
  double value;             ///< as it is told; NaN where it is not defined
  double badness;           ///< what thresholds are compared with: the larger the worse
  std::string detail = {};  ///< which bath, which transitions; why there is no value
};

/// A number that is as bad as it is large.
inline Measured measured(double value, std::string detail = {}) {
  return {value, value, std::move(detail)};
}

/// A row of the table of checks: a number that says whether the flows of an equation can be
/// believed.
struct Check {
  std::string name;  ///< in results
  std::string help;  ///< what the number is
  double good;       ///< up to this badness
  double doubtful;   ///< up to this one; beyond it is bad
  /// What that means for the flows, by Verdict.
  std::array<std::string, 3> means;
  /// None: there is nothing to check in this equation or at this point.
  std::function<std::optional<Measured>(const AuditedPoint&)> measure;
};

/// All checks, in the order in which they are told.
const std::vector<Check>& checks();

Verdict verdict(const Check& check, const Measured& number);

}  // namespace quflux::inline validity
