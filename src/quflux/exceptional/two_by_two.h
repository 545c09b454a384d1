#pragma once

#include <array>
#include <functional>

#include "quflux/core/matrix.h"

/// Exceptional points of families of 2 x 2 matrices. The eigenvalues of [[a, b], [c, d]] are
/// (a + d)/2 +- sqrt(D) with D = ((a - d)/2)^2 + b c, so that D = 0 is an exceptional point unless
/// the matrix is a multiple of the identity (an ordinary degeneracy).
namespace quflux::inline exceptional {

/// D = ((a - d)/2)^2 + b c, a quarter of the usual discriminant.
Complex discriminant(const Eigen::Matrix2cd& m);

/// (a + d)/2 + sqrt(D) and (a + d)/2 - sqrt(D).
std::array<Complex, 2> eigenvalues(const Eigen::Matrix2cd& m);

/// Where the two eigenvalues and eigenvectors of a family coalesce.
struct Coalescence {
  Complex parameter;
  Complex eigenvalue;
};

/// The exceptional point of an analytic family M(p) next to `guess` in the complex plane, by the
/// secant method on D(p), whose zero is a simple one. `scale` is the distance over which M
/// changes. Throws Error when it does not converge or ends at an ordinary degeneracy.
Coalescence find_exceptional_point(const std::function<Eigen::Matrix2cd(Complex)>& family,
                                   Complex guess, double scale);

/// Real parameters at which a family of two of them has an exceptional point.
struct CoalescenceInPlane {
  std::array<double, 2> parameters;
  Complex eigenvalue;
};

/// The exceptional point of a family of two real parameters next to `guess`: the two real equations
/// Re D = Im D = 0. Throws Error as find_exceptional_point().
CoalescenceInPlane find_exceptional_point(
    const std::function<Eigen::Matrix2cd(double, double)>& family, std::array<double, 2> guess,
    double scale);

}  // namespace quflux::inline exceptional
