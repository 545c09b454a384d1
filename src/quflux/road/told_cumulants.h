#pragma once

#include <string>
#include <vector>

#include "quflux/road/flow_statistics.h"

namespace quflux::inline road {

/// Cumulants per unit time of sum_j c_j Q_j, less what rounding has taken.
struct ToldCumulants {
  RealVector values;                 ///< of the orders from 1 on
  std::vector<std::string> remarks;  ///< on the digits of each order; empty: nothing to say
};

/// The same numbers c + x of all baths give the same cumulants, and those of equal numbers vanish:
/// what is left of both in numbers is rounding. A cumulant that has no digit beside it is NaN, or
/// zero where it vanishes beside sqrt(|k_{n-1} k_{n+1}|), as every odd one does between equal
/// temperatures. The first one is not judged: energy flows have digits of their own. Where quanta
/// are counted nothing of that holds, and the cumulants are as they come.
ToldCumulants told_cumulants(const FlowStatistics& statistics, const RealVector& c, int order);

}  // namespace quflux::inline road
