#pragma once

#include <string>
#include <vector>

#include "quflux/core/matrix.h"

namespace quflux::inline road {

/// Flows and perhaps occupations of a stationary state, and how they change with some numbers.
struct Slopes {
  std::vector<RealVector> slopes;    ///< by key; NaN where there is a reason
  std::vector<std::string> reasons;  ///< by key, why there is no derivative; empty: there is
  RealVector outputs;
  std::vector<double> errors;  ///< by key, of the largest slope of a flow; 0: it is exact
};

}  // namespace quflux::inline road
