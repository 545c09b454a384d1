#pragma once

#include "quflux/core/matrix.h"

namespace quflux::inline numerics {

/// r(x) = r(infinity) + sum_k residues_k/(x - poles_k); poles of a real function are real or come
/// in pairs of conjugates.
struct PoleSum {
  Vector poles;
  Vector residues;
};

/// The AAA approximation of real values at ascending real points by a rational function: in
/// barycentric form it takes on the values at support points, which are chosen one after the other
/// where the error is largest, and its weights make the linearised error least. It ends when the
/// error is below `tolerance` of the largest value, or with `most` support points.
///
/// Support points are among every second point and the weights are found from the points between
/// them, so that no row leaves the least-squares problem and its QR decomposition grows by a
/// column.
PoleSum rational_approximation(const RealVector& points, const RealVector& values, double tolerance,
                               Eigen::Index most);

}  // namespace quflux::inline numerics
