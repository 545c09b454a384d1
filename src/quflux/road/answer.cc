#include "quflux/road/answer.h"

#include <algorithm>
#include <cmath>

#include "quflux/core/constants.h"
#include "quflux/core/digits.h"

namespace quflux::inline road {

void add_remark(std::string& remarks, const std::string& remark) {
  if (!remark.empty()) remarks += (remarks.empty() ? "" : "; ") + remark;
}

void Answer::reset(std::size_t points, const Quantities& quantities, std::size_t flows_per_point,
                   std::size_t sites, std::size_t couplings) {
  const auto size = [&](Quantity q, std::size_t per_point) {
    return quantities.has(q) ? points * per_point : 0;
  };
  flows.resize(size(Quantity::flows, flows_per_point));
  occupations.resize(size(Quantity::occupations, sites));
  bond_flows.resize(size(Quantity::bond_flows, couplings));
  states.resize(size(Quantity::states, 1));
  hamiltonians.resize(size(Quantity::hamiltonians, 1));
  eigenvalues.resize(size(Quantity::eigenvalues, 1));
  amplitude_eigenvalues.resize(size(Quantity::amplitude_eigenvalues, 1));
  flow_errors.assign(size(Quantity::flow_errors, 1), kNaN);
  flow_digits.assign(size(Quantity::flow_digits, 1), kNaN);
  convergence.assign(size(Quantity::convergence, 1), {kNaN, kNaN});
  hierarchy_sizes.assign(size(Quantity::hierarchy_sizes, 1), {kNaN, kNaN, kNaN});
  enlarged_sizes.assign(size(Quantity::enlarged_sizes, 1), {kNaN, kNaN, kNaN});
  heats.resize(size(Quantity::heats, flows_per_point));
  derivatives.resize(size(Quantity::derivatives, 1));
  work.assign(size(Quantity::work, 1), 0);
  dissipated.resize(size(Quantity::dissipated, 1));
  uncoupled_hamiltonians.resize(size(Quantity::uncoupled_hamiltonians, 1));
  counted_flows.resize(size(Quantity::flow_noise, flows_per_point));
  flow_noise.resize(size(Quantity::flow_noise, flows_per_point * flows_per_point));
  third_cumulants.resize(size(Quantity::third_cumulants, flows_per_point));
  pointer_populations.assign(size(Quantity::pointer_populations, 1), {});
  pointer_rates.assign(size(Quantity::pointer_rates, 1), {});
  reasons.clear();
  warnings.clear();
}

void Answer::tell_digits(std::size_t point, double digits, const RealVector& told) {
  constexpr double kEnough = 9;
  // Stationary flows add up to zero, whatever else is known of them.
  const double largest = told.size() > 0 ? told.cwiseAbs().maxCoeff() : 0;
  if (largest > 0) digits = std::min(digits, digits_of(std::abs(told.sum()) / largest));
  if (!flow_digits.empty()) flow_digits[point] = digits;
  if (!(digits < kEnough)) return;
  // Without the number, which would make every point's warning another one.
  add_remark(warnings[point],
             "fewer than 9 digits of the flows are right: they are small differences of what the "
             "baths exchange; the output flow_digits tells how many");
}

}  // namespace quflux::inline road
