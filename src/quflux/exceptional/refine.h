#pragma once

#include <optional>

#include "quflux/exceptional/unit_family.h"

namespace quflux::inline exceptional {

/// Where k eigenvalues of a family may coalesce.
struct Candidate {
  UnitPoint at;
  Complex mean;    ///< of the k eigenvalues
  Eigen::Index k;  ///< how many
};

/// A candidate where it was moved to.
struct Refined {
  Candidate candidate;
  double last_step;  ///< length of the last step to it
  /// Independent real conditions on the parameters there, as many as there are at an isolated
  /// point. One fewer: eigenvalues coalesce all along a curve; zero: the conditions have no slope.
  int rank;
  UnitPoint along;  ///< direction of that curve, of length one
};

/// Moves a candidate to where its k eigenvalues coalesce.
///
/// Single eigenvalues near an exceptional point vary as roots and lose half of the digits or more.
/// Their mean m and the power sums P_j = sum_i (lambda_i - m)^j, j = 2 ... k, are analytic in the
/// matrix there, are computed to full accuracy from the same eigenvalues (those of a matrix that
/// differs by rounding), and vanish together where all k coalesce, at least one of them with a
/// slope. Gauss and Newton's method on P_2 ... P_k for one or two real unknowns (a complex one is
/// two real ones) therefore converges quadratically, for coalescences of any order.
///
/// Where all power sums vanish without a slope (eigenvalues that cross, say) it converges slowly,
/// and stops with a last step of about 1e-8.
///
/// None when it does not converge within `reach` of the start, or when the power sums have no slope
/// there. That the k eigenvalues do coalesce is for the caller to check: on an interval the method
/// may end at a minimum of the power sums.
std::optional<Refined> refine(const UnitFamily& family, const Candidate& start, double reach);

}  // namespace quflux::inline exceptional
