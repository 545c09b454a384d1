#pragma once

#include <array>
#include <random>

#include "quflux/core/matrix.h"
#include "quflux/numerics/decompositions.h"

namespace quflux::inline exceptional {

/// M(x, y) = constant + x linear_x + y linear_y with an exceptional point planted at a known place.
struct PlantedFamily {
  Matrix constant;
  Matrix linear_x;
  Matrix linear_y;
  std::array<double, 2> place;
  Complex eigenvalue;

  Matrix operator()(double x, double y) const { return constant + x * linear_x + y * linear_y; }
};

/// Random n x n coefficients; at a random place in |x|, |y| < 0.9 the matrix is similar to a Jordan
/// block of size `block` next to a diagonal matrix. The similarity has a condition of order ten.
inline PlantedFamily planted_family(std::uint64_t seed, Eigen::Index n, Eigen::Index block) {
  std::mt19937_64 engine(seed);
  std::normal_distribution<double> normal;
  std::uniform_real_distribution<double> uniform(-0.9, 0.9);
  const auto number = [&] { return Complex(normal(engine), normal(engine)); };
  const auto matrix = [&] { return Matrix(Matrix::NullaryExpr(n, n, number)); };
  PlantedFamily family;
  family.linear_x = matrix();
  family.linear_y = matrix();
  family.place = {uniform(engine), uniform(engine)};
  family.eigenvalue = number();
  Matrix jordan = Matrix::Zero(n, n);
  for (Eigen::Index i = 0; i < n; ++i) {
    jordan(i, i) =
        i < block ? family.eigenvalue : family.eigenvalue + std::polar(1.5, 1.3 * i) * 1.0;
    if (i + 1 < block) jordan(i, i + 1) = 1;
  }
  const Matrix basis = Matrix::Identity(n, n) + 0.3 * matrix();
  family.constant = basis * jordan * basis.inverse() - family.place[0] * family.linear_x -
                    family.place[1] * family.linear_y;
  return family;
}

}  // namespace quflux::inline exceptional
