#pragma once

#include <array>
#include <functional>
#include <memory>
#include <optional>

#include "quflux/exceptional/matrix_family.h"

namespace quflux::inline exceptional {

using UnitPoint = Eigen::Vector2d;

/// A family over an interval, a box or a piece of the complex plane, in coordinates t that run
/// over |t_0| <= 1, |t_1| <= extent(1). On an interval t_1 is zero.
struct UnitFamily {
  std::function<Matrix(const UnitPoint&)> matrix;
  std::function<std::array<double, 2>(const UnitPoint&)> parameters;
  int dimensions;                      ///< 1 or 2
  bool analytic;                       ///< M is an analytic function of t_0 + i t_1
  UnitPoint extent;                    ///< half widths of the region
  double variation;                    ///< largest |M(t) - M(0)| sampled over the region, not zero
  std::shared_ptr<std::size_t> asked;  ///< counts matrices
};

UnitFamily unit_family(const RealFamily& family, const Interval& interval);
UnitFamily unit_family(const PlaneFamily& family, const Box& box);

/// Both axes share one scale, which keeps t_0 + i t_1 a complex coordinate.
UnitFamily unit_family(const AnalyticFamily& family, const Box& box);

/// The eigenvalues of M on a complex line through `origin`: z -> those of M(t) with t = origin + z
/// direction. Exact for an analytic family; otherwise of the polynomial through nine points |z| <=
/// 2 radius on the real line, good to about rounding for |z| <= radius where M is smooth over that
/// distance. None where that leaves the parameters at which M is allowed.
std::optional<std::function<Vector(Complex)>> complex_line(const UnitFamily& family,
                                                           const UnitPoint& origin, double radius);

}  // namespace quflux::inline exceptional
