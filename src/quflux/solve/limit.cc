#include "quflux/solve/limit.h"

#include <cmath>

#include <Eigen/LU>

#include "quflux/core/error.h"
#include "quflux/numerics/lapack.h"
#include "quflux/solve/null_space.h"
#include "quflux/solve/reached.h"

namespace quflux::inline solve {

namespace {

using Eigen::Index;

// Of the largest rates, what is smaller is rounding.
constexpr double kNone = 1e-11;

// All y with A y = 0 and all y with y^+ A = 0, in columns.
struct NullSpaces {
  Matrix right;
  Matrix left;
};

NullSpaces null_spaces(Matrix a) {
  const RealVector factors = scale_rows(a);
  const Matrix left = orthogonal_complement<Complex>(a);
  return {orthogonal_complement<Complex>(a.adjoint(), a.cols() - left.cols()),
          factors.cast<Complex>().asDiagonal() * left};
}

Vector projected(const NullSpaces& zero, const Vector& x) {
  const Eigen::FullPivLU<Matrix> overlaps(zero.left.adjoint() * zero.right);
  if (zero.right.cols() == 0 || !overlaps.isInvertible()) {
    throw NoAnswer(
        "the state has no limit: it grows without end, as an equation that is not completely "
        "positive allows");
  }
  return zero.right * overlaps.solve(zero.left.adjoint() * x);
}

// Whether x has a part that turns at one of these frequencies for ever.
bool has_turning_part(const Matrix& a, const Vector& eigenvalues, const Vector& x) {
  const double none = kNone * a.cwiseAbs().colwise().sum().maxCoeff();
  for (const Complex& lambda : eigenvalues) {
    if (lambda.real() > none) {
      throw NoAnswer(
          "the state has no limit: a deviation from it grows, as strong damping allows in an "
          "equation that is not completely positive");
    }
    if (std::abs(lambda.real()) > none || std::abs(lambda.imag()) <= none) continue;
    Matrix shifted = a;
    shifted.diagonal().array() -= Complex(0, lambda.imag());
    const NullSpaces turning = null_spaces(shifted);
    const double part = (turning.left.adjoint() * x).norm();
    if (part > kNone * turning.left.norm() * x.norm()) return true;
  }
  return false;
}

}  // namespace

Limit limit(const LinearGenerator& generator, const Vector& start) {
  const Matrix dense = generator.dense();
  const std::vector<Index> elements = reached(dense, start);
  const Matrix among = dense(elements, elements);
  const Vector x = start(elements);
  Limit result{Vector::Zero(start.size()), has_turning_part(among, eigenvalues(among), x)};
  result.x(elements) = projected(null_spaces(among), x);
  return result;
}

}  // namespace quflux::inline solve
