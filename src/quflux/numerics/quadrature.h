#pragma once

#include <functional>
#include <vector>

#include "quflux/core/matrix.h"

namespace quflux::inline numerics {

/// A frequency as an anchor plus an offset, so that its distance from a mode near the anchor keeps
/// the digits that the sum would lose.
struct Frequency {
  double anchor;
  double offset;

  double value() const { return anchor + offset; }
};

/// The frequencies from anchor + from to anchor + to.
struct Segment {
  double anchor;
  double from;
  double to;
};

/// The integral of a vector of functions and an estimate of its error.
struct VectorIntegral {
  RealVector value;
  double error;  ///< of the sum of all components
};

/// Integrates f over all segments with the 15-point Gauss-Kronrod rule, halving the segment with
/// the largest error until the sum of errors is below relative_accuracy times the integral of the
/// absolute values. Narrow features are found where an end of a segment marks them.
///
/// Throws Error when f is not finite or when a million segments do not reach the accuracy.
VectorIntegral integrate(const std::function<RealVector(const Frequency&)>& f,
                         const std::vector<Segment>& segments, double relative_accuracy);

}  // namespace quflux::inline numerics
