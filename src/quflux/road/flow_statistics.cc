#include "quflux/road/flow_statistics.h"

#include <algorithm>
#include <numeric>

#include "quflux/road/write_points.h"

namespace quflux::inline road {

namespace {

void warn_of_lost_digits(const RealMatrix& noise, std::size_t point, Answer& answer) {
  if (has_digits(noise)) return;
  add_remark(answer.warnings[point],
             "fewer than 6 digits of the noise are right: it is a small difference of what the "
             "baths exchange");
}

}  // namespace

bool has_digits(const RealMatrix& noise) {
  constexpr double kEnough = 1e-6;
  if (noise.rows() < 2) return true;  // one bath alone gives nothing in a long time
  const double left = noise.rowwise().sum().cwiseAbs().maxCoeff();
  return !(left > kEnough * noise.cwiseAbs().maxCoeff());
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
  const auto of_each = [&](int order) {
    RealVector cumulants(baths);
    for (Eigen::Index j = 0; j < baths; ++j) {
      cumulants(j) = statistics.cumulants(RealVector::Unit(baths, j), order)(order - 1);
    }
    return cumulants;
  };
  if (quantities.has(Quantity::third_cumulants)) {
    write_points(of_each(3), point, answer.third_cumulants);
  }
  if (!quantities.has(Quantity::flow_noise)) return;
  const RealMatrix noise = statistics.noise();
  write_points(noise.reshaped(), point, answer.flow_noise);
  if (statistics.counts_flows) warn_of_lost_digits(noise, point, answer);
  if (!statistics.counts_flows || answer.flows.empty()) {
    write_points(of_each(1), point, answer.counted_flows);
    return;
  }
  const auto first = static_cast<std::ptrdiff_t>(point * flows);
  std::copy_n(answer.flows.begin() + first, flows, answer.counted_flows.begin() + first);
}

}  // namespace quflux::inline road
