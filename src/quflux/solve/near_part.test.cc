#include "quflux/solve/near_part.h"

#include <algorithm>
#include <random>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace quflux::inline solve {
namespace {

using Eigen::Index;

// Four equal eigenvalues up to what rounding leaves, one next to them, one alone.
Matrix triangular() {
  std::mt19937_64 random(7);
  std::normal_distribution<double> normal;
  Matrix t = Matrix::Zero(6, 6);
  for (Index column = 0; column < 6; ++column) {
    for (Index row = 0; row < column; ++row) t(row, column) = {normal(random), normal(random)};
  }
  t.diagonal() << -1, Complex(-2, 1), Complex(-1, 1e-9), -1 + 1e-9, -1.001, Complex(-1, -1e-9);
  return t;
}

TEST(NearPart, TakesEqualEigenvaluesTogether) {
  std::vector<std::vector<Index>> groups = equal_eigenvalues(triangular());
  for (std::vector<Index>& group : groups) std::ranges::sort(group);
  EXPECT_THAT(groups,
              testing::UnorderedElementsAre(testing::ElementsAre(0, 2, 3, 5),
                                            testing::ElementsAre(1), testing::ElementsAre(4)));
}

TEST(NearPart, HasTheInvariantSubspaceOfAGroup) {
  const Matrix t = triangular();
  for (const std::vector<Index>& group : equal_eigenvalues(t)) {
    const Matrix basis = invariant_basis(t, group);
    const Matrix block = basis.adjoint() * t * basis;
    // Rounding of a few rotations of a matrix of norm 5.
    EXPECT_LE((t * basis - basis * block).norm(), 1e-14 * t.norm());
    EXPECT_NEAR(std::abs(block.trace() / static_cast<double>(group.size()) -
                         t(group.front(), group.front())),
                0, 1e-8);
  }
}

}  // namespace
}  // namespace quflux::inline solve
