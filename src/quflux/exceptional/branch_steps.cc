#include "quflux/exceptional/branch_steps.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "quflux/core/error.h"

namespace quflux::inline exceptional {

namespace {

constexpr double kApproach = 0.25;  // closest approach within a step, of the distance at its ends

}  // namespace

double distance_of_one(const Vector& values) {
  return values.size() > 0 ? 1e-9 * (values.array() - values.mean()).abs().maxCoeff() : 0;
}

bool may_have_met(const Vector& a, const Vector& b, double equal) {
  for (Eigen::Index i = 0; i < a.size(); ++i) {
    for (Eigen::Index j = 0; j < i; ++j) {
      const Complex start = a(i) - a(j);
      const Complex change = b(i) - b(j) - start;
      // |start + u change| is smallest at u:
      const double length = std::norm(change);
      if (length == 0) continue;
      const double u = -(std::conj(change) * start).real() / length;
      if (u <= 0 || u >= 1) continue;
      const double ends = std::min(std::abs(start), std::abs(start + change));
      if (ends <= equal) continue;
      if (std::abs(start + u * change) < kApproach * ends) return true;
    }
  }
  return false;
}

std::vector<Eigen::Index> order_by_parts(const Vector& values) {
  std::vector<Eigen::Index> order(static_cast<std::size_t>(values.size()));
  std::iota(order.begin(), order.end(), 0);
  std::ranges::sort(order, [&](Eigen::Index i, Eigen::Index j) {
    return values(i).real() != values(j).real() ? values(i).real() < values(j).real()
                                                : values(i).imag() < values(j).imag();
  });
  return order;
}

void require_monotonic(const std::vector<double>& p) {
  if (p.empty()) throw Error("the path has no parameters; it must have at least one");
  for (std::size_t i = 1; i < p.size(); ++i) {
    if (!std::isfinite(p[i]) || !((p[i] > p[i - 1]) == (p[1] > p[0])) || p[i] == p[i - 1]) {
      throw Error(
          fmt::format("the path goes from {} to {}; its parameters must all ascend or all descend",
                      p[i - 1], p[i]));
    }
  }
}

}  // namespace quflux::inline exceptional
