#include "quflux/road/told_cumulants.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "quflux/core/error.h"

namespace quflux::inline road {

namespace {

constexpr double kToldRounding = 1e-6;
constexpr double kLostRounding = 0.1;

}  // namespace

ToldCumulants told_cumulants(const FlowStatistics& statistics, const RealVector& c, int order) {
  const std::vector<std::string> no_remarks(static_cast<std::size_t>(std::max(order, 0)));
  if (!statistics.counts_flows) return {statistics.cumulants(c, order), no_remarks};
  const RealVector centred = around_zero(c);
  const double reach = centred.maxCoeff();
  if (reach == 0) return {RealVector::Zero(order), no_remarks};
  const int last = order % 2 == 0 ? order : order + 1;
  const RealVector values = statistics.cumulants(centred, last);
  const RealVector up = statistics.cumulants(centred.array() + reach, last);
  const RealVector down = statistics.cumulants(centred.array() - reach, last);
  const RealVector of_all = statistics.cumulants(RealVector::Constant(c.size(), reach), last);
  const RealVector roundings =
      (values - up).cwiseAbs().cwiseMax((values - down).cwiseAbs()).cwiseMax(of_all.cwiseAbs());
  bool lost = false;  // what one order has lost the next ones have too
  ToldCumulants told{values.head(order), no_remarks};
  for (int n = 2; n <= order; ++n) {
    const auto at = static_cast<std::size_t>(n - 1);
    double& value = told.values(n - 1);
    const double rounding = roundings(n - 1);
    if (!lost && !(rounding > kToldRounding * std::abs(value))) continue;
    const bool none = lost || rounding > kLostRounding * std::abs(value);
    const double usual = n % 2 == 0 ? 0 : std::sqrt(std::abs(values(n - 2) * values(n)));
    if (!lost && none && rounding <= kToldRounding * usual) {
      value = 0;
      continue;
    }
    lost = none;
    if (none) value = std::numeric_limits<double>::quiet_NaN();
    told.remarks[at] = fmt::format(
        "{} of the cumulant of order {} {} right: it is a small difference of what the baths "
        "exchange",
        none ? "no digit" : "fewer than 6 digits", n, none ? "is" : "are");
  }
  return told;
}

}  // namespace quflux::inline road
