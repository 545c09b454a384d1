#include "quflux/road/flow_statistics.h"

#include <algorithm>
#include <limits>
#include <memory>
#include <numeric>
#include <string>
#include <vector>

#include "quflux/road/told_cumulants.h"
#include "quflux/road/write_points.h"

namespace quflux::inline road {

namespace {

// What rounding leaves of the noise of all baths together.
double rounding(const RealMatrix& noise) { return noise.rowwise().sum().cwiseAbs().maxCoeff(); }

// NaN where no digit of the noise is right.
void drop_lost_digits(RealMatrix& noise, std::size_t point, Answer& answer) {
  constexpr double kNone = 0.1;
  if (has_digits(noise)) return;
  const bool none = rounding(noise) > kNone * noise.cwiseAbs().maxCoeff();
  if (none) noise.setConstant(std::numeric_limits<double>::quiet_NaN());
  add_remark(answer.warnings[point],
             none ? "no digit of the noise is right: it is a small difference of what the baths "
                    "exchange"
                  : "fewer than 6 digits of the noise are right: it is a small difference of what "
                    "the baths exchange");
}

// The same statistics, which find no cumulants twice: those of -c are those of c but for the sign
// of odd orders, and what the digits of one bath are told by is among what those of others are. It
// must not outlive them.
FlowStatistics remembering(const FlowStatistics& statistics) {
  struct Known {
    RealVector c;
    RealVector values;
  };
  FlowStatistics result = statistics;
  result.cumulants = [&statistics, known = std::make_shared<std::vector<Known>>()](
                         const RealVector& c, int order) -> RealVector {
    for (const Known& k : *known) {
      if (k.values.size() != order) continue;
      if (k.c == c) return k.values;
      if (k.c != -c) continue;
      RealVector values = k.values;
      for (Eigen::Index n = 0; n < order; n += 2) values(n) *= -1;
      return values;
    }
    known->push_back({c, statistics.cumulants(c, order)});
    return known->back().values;
  };
  return result;
}

}  // namespace

bool has_digits(const RealMatrix& noise) {
  constexpr double kEnough = 1e-6;
  if (noise.rows() < 2) return true;  // one bath alone gives nothing in a long time
  return !(rounding(noise) > kEnough * noise.cwiseAbs().maxCoeff());
}

RealVector around_zero(const RealVector& s) {
  return s.array() - std::midpoint(s.minCoeff(), s.maxCoeff());
}

bool counts(const Quantities& quantities) {
  return quantities.has(Quantity::flow_noise) || quantities.has(Quantity::third_cumulants);
}

void write_statistics(const FlowStatistics& statistics, const Quantities& quantities,
                      std::size_t flows, std::size_t point, Answer& answer) {
  const auto baths = static_cast<Eigen::Index>(flows);
  if (quantities.has(Quantity::third_cumulants)) {
    RealVector cumulants(baths);
    std::string remark;
    const FlowStatistics shared = remembering(statistics);
    for (Eigen::Index j = 0; j < baths; ++j) {
      const ToldCumulants told = told_cumulants(shared, RealVector::Unit(baths, j), 3);
      cumulants(j) = told.values(2);
      if (remark.empty()) remark = told.remarks[2];
    }
    if (!remark.empty()) add_remark(answer.warnings[point], remark);
    write_points(cumulants, point, answer.third_cumulants);
  }
  if (!quantities.has(Quantity::flow_noise)) return;
  RealMatrix noise = statistics.noise();
  if (statistics.counts_flows) drop_lost_digits(noise, point, answer);
  write_points(noise.reshaped(), point, answer.flow_noise);
  if (!statistics.counts_flows || answer.flows.empty()) {
    RealVector means(baths);
    for (Eigen::Index j = 0; j < baths; ++j) {
      means(j) = statistics.cumulants(RealVector::Unit(baths, j), 1)(0);
    }
    write_points(means, point, answer.counted_flows);
    return;
  }
  const auto first = static_cast<std::ptrdiff_t>(point * flows);
  std::copy_n(answer.flows.begin() + first, flows, answer.counted_flows.begin() + first);
}

}  // namespace quflux::inline road
