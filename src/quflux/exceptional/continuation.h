#pragma once

#include <optional>
#include <vector>

#include "quflux/exceptional/matrix_family.h"

namespace quflux::inline exceptional {

/// The analytic continuation of a family known on a real interval, by interpolation in Chebyshev
/// points: exact to rounding on the interval, and off it with an error that grows as the ellipse
/// through p with foci at its ends.
class Continuation {
 public:
  /// M(p) at any complex p.
  Matrix operator()(Complex p) const;

  /// The continuation of the submatrix with these rows and columns.
  Continuation block(const std::vector<Eigen::Index>& indices) const;

  /// Estimated error of M(p), in the norm of the matrix: what was cut off and rounding, grown from
  /// the interval to p.
  double error(Complex p) const;

  /// The largest height h such that the error stays below `bound` for all |Im p| <= h over the
  /// interval.
  double height(double bound) const;

 private:
  friend std::optional<Continuation> continue_analytically(const RealFamily&, const Interval&,
                                                           double);

  Interval interval_;
  std::vector<Matrix> coefficients_;
  double floor_ = 0;  // error on the interval
};

/// None when 128 points do not resolve the family to this part of it: it is not analytic on the
/// interval, or varies too fast there. Throws Error for an empty interval and matrices that are not
/// allowed.
std::optional<Continuation> continue_analytically(const RealFamily& family,
                                                  const Interval& interval,
                                                  double resolved = 1e-12);

}  // namespace quflux::inline exceptional
