#include "quflux/exceptional/refine.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include <Eigen/SVD>

#include "quflux/exceptional/eigensystem.h"

namespace quflux {

namespace {

constexpr int kIterations = 60;
// Central differences of a smooth function are best at about epsilon^(1/3) of its scale; Newton's
// method only needs the slope to a few digits to converge to the last one.
constexpr double kDifference = 1e-5;
constexpr double kConverged = 1e-9;
constexpr double kSlowlyConverged = 1e-6;  // at multiple zeros
// A slope this much smaller than the largest one is taken as rounding.
constexpr double kRank = 1e-6;

struct PowerSums {
  Complex mean;
  RealVector parts;  // Re and Im of P_2 / s^2, ..., P_k / s^k
};

PowerSums power_sums(const UnitFamily& family, const UnitPoint& t, Complex mean, Eigen::Index k,
                     double s) {
  const Vector values = eigenvalues_of(family.matrix(t));
  const auto chosen = closest_eigenvalues(values, mean, k);
  PowerSums result{0, RealVector(2 * (k - 1))};
  for (const Eigen::Index i : chosen) result.mean += values(i) / static_cast<double>(k);
  for (Eigen::Index j = 2; j <= k; ++j) {
    Complex sum = 0;
    for (const Eigen::Index i : chosen) {
      sum += std::pow((values(i) - result.mean) / s, static_cast<int>(j));
    }
    result.parts(2 * (j - 2)) = sum.real();
    result.parts(2 * (j - 2) + 1) = sum.imag();
  }
  return result;
}

}  // namespace

std::optional<Refined> refine(const UnitFamily& family, const Candidate& start, double reach) {
  Candidate now = start;
  const InvariantBlock block = invariant_block(family.matrix(now.at), now.mean, now.k);
  // The block's norm is what power sums are measured by: a perturbation of the matrix changes P_j
  // by itself times that to the power j - 1.
  const double s = block.centred.norm();
  if (s == 0) return Refined{now, 0};
  now.mean = block.mean;
  double previous = std::numeric_limits<double>::infinity();
  Refined best{now, previous};
  for (int i = 0; i < kIterations; ++i) {
    const PowerSums here = power_sums(family, now.at, now.mean, now.k, s);
    RealMatrix jacobian(here.parts.size(), family.dimensions);
    for (int a = 0; a < family.dimensions; ++a) {
      const UnitPoint h = kDifference * UnitPoint::Unit(a);
      jacobian.col(a) = (power_sums(family, now.at + h, here.mean, now.k, s).parts -
                         power_sums(family, now.at - h, here.mean, now.k, s).parts) /
                        (2 * kDifference);
    }
    Eigen::JacobiSVD<RealMatrix> svd(jacobian, Eigen::ComputeThinU | Eigen::ComputeThinV);
    svd.setThreshold(kRank);
    if (!(svd.singularValues()(0) > 0)) return std::nullopt;
    const RealVector step = svd.solve(here.parts);
    if (!step.allFinite()) return std::nullopt;
    now.at.head(family.dimensions) -= step;
    now.mean = here.mean;
    if ((now.at - start.at).norm() > reach) return std::nullopt;
    // Steps shrink until rounding; when they stop to, the point is as good as it gets.
    const double length = step.norm();
    if (length == 0 || (length <= kConverged && length >= previous / 2)) return Refined{now, length};
    if (length < best.last_step) best = {now, length};
    previous = length;
  }
  return best.last_step <= kSlowlyConverged ? std::optional(best) : std::nullopt;
}

}  // namespace quflux
