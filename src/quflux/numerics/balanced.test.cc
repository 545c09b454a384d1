#include "quflux/numerics/balanced.h"

#include <Eigen/LU>
#include <gtest/gtest.h>

namespace quflux::inline numerics {
namespace {

TEST(Balanced, UndoesAScaling) {
  Matrix plain(3, 3);
  plain << 1.0, 2.0, 0.5, 1.0, -1.0, 3.0, 0.25, 1.0, 2.0;
  const RealVector scales{{1e8, 1.0, 1e-7}};
  const Matrix scaled = scales.asDiagonal() * plain * scales.cwiseInverse().asDiagonal();
  const Matrix undone = balanced(scaled);
  // Rows as long as their columns to a factor of two or so, and only powers of two in between.
  EXPECT_LE(undone.cwiseAbs().maxCoeff(), 8);
  EXPECT_NEAR(undone.determinant().real(), plain.determinant().real(), 1e-12);
}

TEST(Balanced, LeavesATriangularMatrixAndZero) {
  const Matrix triangular{{1.0, 1e9}, {0.0, 2.0}};
  EXPECT_EQ(balanced(triangular), triangular);
  EXPECT_EQ(balanced(Matrix::Zero(2, 2)), Matrix::Zero(2, 2));
}

}  // namespace
}  // namespace quflux::inline numerics
