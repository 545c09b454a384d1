#include "quflux/exceptional/refine.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "quflux/core/error.h"
#include "quflux/exceptional/asked_once.h"
#include "quflux/exceptional/eigensystem.h"
#include "quflux/numerics/decompositions.h"

namespace quflux::inline exceptional {

namespace {

constexpr int kRefinements = 60;
// Central differences of a smooth function are best at about epsilon^(1/3) of its scale; Newton's
// method only needs the slope to a few digits to converge to the last one.
constexpr double kSlopeDifference = 1e-5;
// Halving, as at multiple zeros, steps are far smaller after so many.
constexpr int kPatience = 14;
constexpr double kSlowest = 1e-3;
constexpr double kRefined = 1e-9;
constexpr double kSlowlyConverged = 1e-6;  // at multiple zeros
// A slope this much smaller than the largest one is taken as rounding.
constexpr double kSlopeRank = 1e-6;

struct PowerSums {
  Complex mean;
  RealVector parts;  // Re and Im of P_2 / s^2, ..., P_k / s^k
};

PowerSums power_sums(const UnitFamily& family, const UnitPoint& t, Complex mean, Eigen::Index k,
                     double s) {
  const Vector values = eigenvalues_at(family, t);
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

// None where the family is not defined.
std::optional<PowerSums> allowed_power_sums(const UnitFamily& family, const UnitPoint& t,
                                            Complex mean, Eigen::Index k, double s) {
  try {
    return power_sums(family, t, mean, k, s);
  } catch (const NoAnswer&) {
    return std::nullopt;
  }
}

// Derivatives of the power sums; from one side where the other one is not allowed.
std::optional<RealMatrix> derivatives(const UnitFamily& family, const UnitPoint& t,
                                      const PowerSums& here, Eigen::Index k, double s) {
  RealMatrix jacobian(here.parts.size(), family.dimensions);
  for (int a = 0; a < family.dimensions; ++a) {
    const UnitPoint h = kSlopeDifference * UnitPoint::Unit(a);
    const auto plus = allowed_power_sums(family, t + h, here.mean, k, s);
    const auto minus = allowed_power_sums(family, t - h, here.mean, k, s);
    if (!plus && !minus) return std::nullopt;
    const double distance = (plus && minus ? 2 : 1) * kSlopeDifference;
    jacobian.col(a) =
        ((plus ? plus->parts : here.parts) - (minus ? minus->parts : here.parts)) / distance;
  }
  return jacobian;
}

struct Step {
  UnitPoint at;
  PowerSums sums;
};

// The end of a step of Newton's method, halved where it would leave the parameters that are
// allowed: a coalescence may be on their edge.
std::optional<Step> step_within(const UnitFamily& family, const Candidate& from, Complex mean,
                                RealVector step, double s) {
  constexpr int kHalvings = 60;
  for (int i = 0; i < kHalvings; ++i, step /= 2) {
    UnitPoint at = from.at;
    at.head(family.dimensions) -= step;
    if (auto sums = allowed_power_sums(family, at, mean, from.k, s)) return Step{at, *sums};
  }
  return std::nullopt;
}

// Whether the k eigenvalues are the same next to the candidate, too: no meeting, but one
// eigenvalue.
bool equal_throughout(const UnitFamily& family, const Candidate& candidate, double reach) {
  constexpr double kEqual = 1e-8;  // of the largest distance between eigenvalues
  const double aside = std::max(1e-3 * reach, kSlopeDifference);
  const auto inwards = [&](Eigen::Index a) { return candidate.at(a) > 0 ? -aside : aside; };
  UnitPoint t = candidate.at + UnitPoint(0.8 * inwards(0), 0);
  if (family.dimensions == 2) t(1) += 0.6 * inwards(1);
  const Vector values = eigenvalues_at(family, t);
  const double largest = (values.array() - values.mean()).abs().maxCoeff();
  const auto chosen = closest_eigenvalues(values, candidate.mean, candidate.k);
  return std::ranges::all_of(chosen, [&](Eigen::Index i) {
    return std::abs(values(i) - values(chosen.front())) <= kEqual * largest;
  });
}

struct NewtonStep {
  RealVector by;    // to be subtracted from the parameters
  int rank;         // of the Jacobian
  UnitPoint along;  // the direction in a plane that changes the power sums least
};

std::optional<NewtonStep> newton_step(const UnitFamily& family, const Candidate& now,
                                      const PowerSums& here, double scale) {
  const auto jacobian = derivatives(family, now.at, here, now.k, scale);
  if (!jacobian) return std::nullopt;
  Eigen::JacobiSVD<RealMatrix> svd(*jacobian, Eigen::ComputeThinU | Eigen::ComputeThinV);
  svd.setThreshold(kSlopeRank);
  if (!(svd.singularValues()(0) > 0)) return std::nullopt;
  NewtonStep result{svd.solve(here.parts), static_cast<int>(svd.rank()), UnitPoint::Zero()};
  if (!result.by.allFinite()) return std::nullopt;
  if (family.dimensions == 2) result.along = svd.matrixV().col(1);
  return result;
}

std::optional<Refined> newton(const UnitFamily& family, const Candidate& start, double reach) {
  if (equal_throughout(family, start, reach)) return std::nullopt;
  Candidate now = start;
  const InvariantBlock block = invariant_block_at(family, now.at, now.mean, now.k);
  // The block's norm is what power sums are measured by: a perturbation of the matrix changes P_j
  // by itself times that to the power j - 1.
  const double s = block.centred.norm();
  if (s == 0) return Refined{now, 0, 0, UnitPoint::Zero()};
  now.mean = block.mean;
  double previous = std::numeric_limits<double>::infinity();
  Refined best{now, previous, 0, UnitPoint::Zero()};
  PowerSums here = power_sums(family, now.at, now.mean, now.k, s);
  for (int i = 0; i < kRefinements; ++i) {
    const auto step = newton_step(family, now, here, s);
    if (!step) return std::nullopt;
    const auto next = step_within(family, now, here.mean, step->by, s);
    if (!next) return std::nullopt;
    now.at = next->at;
    now.mean = here.mean;
    here = next->sums;
    if ((now.at - start.at).norm() > reach) return std::nullopt;
    // Steps shrink until rounding; when they stop to, the point is as good as it gets.
    const double length = step->by.norm();
    if (i >= kPatience && length > kSlowest * reach) return std::nullopt;
    if (length < best.last_step) best = {now, length, step->rank, step->along};
    if (length == 0 || (length <= kRefined && length >= previous / 2)) break;
    previous = length;
  }
  const bool converged = best.last_step <= kSlowlyConverged;
  if (!converged || equal_throughout(family, best.candidate, reach)) return std::nullopt;
  return best;
}

std::optional<Refined> allowed_newton(const UnitFamily& family, const Candidate& start,
                                      double reach) {
  try {
    return newton(family, start, reach);
  } catch (const NoAnswer&) {
    return std::nullopt;  // a step left the parameters at which the matrix is allowed
  }
}

Vector numbers_of(const std::optional<Refined>& refined) {
  if (!refined) return {};
  const auto& [candidate, last_step, rank, along] = *refined;
  Vector result(8);
  result << candidate.at(0), candidate.at(1), candidate.mean, static_cast<double>(candidate.k),
      last_step, rank, along(0), along(1);
  return result;
}

std::optional<Refined> refined_of(const Vector& v) {
  if (v.size() == 0) return std::nullopt;
  const auto real = [&](Eigen::Index i) { return v(i).real(); };
  return Refined{{{real(0), real(1)}, v(2), static_cast<Eigen::Index>(real(3))},
                 real(4),
                 static_cast<int>(real(5)),
                 {real(6), real(7)}};
}

}  // namespace

std::optional<Refined> refine(const UnitFamily& family, const Candidate& start, double reach) {
  const auto ask = [&] {
    return question("refine", {start.at(0), start.at(1), start.mean.real(), start.mean.imag(),
                               static_cast<double>(start.k), reach});
  };
  return refined_of(
      found_once(family, ask, [&] { return numbers_of(allowed_newton(family, start, reach)); }));
}

}  // namespace quflux::inline exceptional
