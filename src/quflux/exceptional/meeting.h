#pragma once

#include <functional>
#include <optional>
#include <span>
#include <vector>

#include "quflux/core/matrix.h"

namespace quflux::inline exceptional {

/// M of one or two parameters, analytic in each.
using ComplexFamily = std::function<Matrix(std::span<const Complex>)>;

/// Where eigenvalues of a family meet.
struct Meeting {
  std::vector<Complex> parameters;
  Complex eigenvalue;      ///< their mean
  Eigen::Index count = 2;  ///< how many
  /// Of what has to vanish, by what may be changed; a start that has them, from a family that is
  /// much the same, needs no differences.
  std::optional<Eigen::Matrix2d> slopes = std::nullopt;
};

/// What may be changed until they meet, and which power sums P_j = tr N^j of Eq. (92), with N the
/// matrix on their invariant subspace less its mean, have to vanish.
enum class MeetingOf {
  complex_parameter,  ///< one complex parameter, P_2
  real_plane,         ///< two real parameters, Re P_2 and Im P_2
  cusp                ///< two real parameters of a real characteristic polynomial, P_2 and P_3
};

/// The meeting next to `start`, by Newton's method on the power sums, which are analytic where the
/// eigenvalues themselves are not; slopes are those of differences at the start, improved by
/// Broyden's formula. `scale` is the distance over which the matrix changes, in parameters.
/// Throws NoAnswer when it does not settle to `tolerance` within a few scales, and when it goes to
/// other eigenvalues than those it began with.
Meeting find_meeting(const ComplexFamily& family, const Meeting& start, MeetingOf what,
                     double scale, double tolerance);

}  // namespace quflux::inline exceptional
