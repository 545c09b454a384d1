#pragma once

#include <array>
#include <functional>

#include "quflux/core/matrix.h"

/// Families of square matrices M(p). All matrices of a family have the same size, at least 2 x 2.
namespace quflux::inline exceptional {

/// M(p) of one real parameter.
using RealFamily = std::function<Matrix(double)>;

/// M(x, y) of two real parameters.
using PlaneFamily = std::function<Matrix(double, double)>;

/// M(p) of one complex parameter, analytic in it.
using AnalyticFamily = std::function<Matrix(Complex)>;

/// The interval of a real parameter, lower < upper.
struct Interval {
  double lower;
  double upper;

  double width() const { return upper - lower; }
};

/// A rectangle: of two real parameters x and y, or of Re p and Im p of a complex one.
struct Box {
  Interval x;
  Interval y;
};

/// Throws Error unless both ends are finite and lower < upper; `what` names it in the message.
void require_interval(const Interval& interval, const char* what);

/// Throws Error unless the matrix is finite, square and at least 2 x 2: with one eigenvalue nothing
/// can coalesce. `where` says at which parameter.
void require_family_matrix(const Matrix& m, const std::string& where);

}  // namespace quflux::inline exceptional
