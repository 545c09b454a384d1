#pragma once

#include <cstddef>
#include <vector>

#include "quflux/bath/lineshape.h"

namespace quflux::inline blip {

/// A lineshape function at the times t_n = start + n step, n = 0, 1, 2, ..., asked one after the
/// other. Its singularities are at Re t = 0, so that it is smooth over the distance from there:
/// between n and 2n it is interpolated in Chebyshev points where these resolve it to rounding, and
/// evaluated where they do not, as while an oscillating mode of the bath decays.
class LineshapeAlong {
 public:
  /// Refers to the lineshape function.
  LineshapeAlong(const Lineshape& lineshape, Complex start, double step);

  /// n is the one behind the last n, or 0.
  Lineshape::Values at(std::size_t n);

 private:
  Lineshape::Values evaluated(double n) const;
  void begin_block(std::size_t n);

  const Lineshape* lineshape_;
  Complex start_;
  double step_;
  std::size_t begin_ = 0;  // of the block, which ends at twice that
  // Chebyshev coefficients of values and slopes over the block; empty: evaluate.
  std::vector<Eigen::Array2cd> sum_;
};

}  // namespace quflux::inline blip
