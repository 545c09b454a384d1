// Random families of two real parameters in which an exceptional point was planted.

#include <algorithm>
#include <cstdlib>
#include <string>

#include <gtest/gtest.h>

#include "quflux/exceptional/exceptional_point.h"
#include "quflux/exceptional/planted_family.h"
#include "quflux/numerics/decompositions.h"

namespace quflux::inline exceptional {
namespace {

// Of each size. The environment asks for more of the same sequence: `make planted` for 250.
int families() {
  const char* asked = std::getenv("QUFLUX_PLANTED_FAMILIES");
  return asked == nullptr ? 25 : std::stoi(asked);
}

// A check that shares nothing with the search: at the point, the matrix minus the eigenvalue has
// one small singular value, and its square has two, so that a perturbation of 1e-8 of its norm
// makes it defective.
void expect_defective(const PlantedFamily& family, const ExceptionalPoint& point) {
  const Matrix m = family(point.parameters[0], point.parameters[1]);
  const Matrix shifted = m - point.eigenvalue * Matrix::Identity(m.rows(), m.cols());
  const double norm = shifted.norm();
  const RealVector once = shifted.jacobiSvd().singularValues();
  const RealVector twice = (shifted * shifted).jacobiSvd().singularValues();
  const Eigen::Index n = m.rows();
  EXPECT_LE(once(n - 1), 1e-8 * norm);
  EXPECT_GT(once(n - 2), 1e-8 * norm);
  EXPECT_LE(twice(n - 2), 1e-8 * norm * norm);
}

class Planted : public testing::TestWithParam<Eigen::Index> {};

TEST_P(Planted, AreAllFoundAndAllOthersAreExceptional) {
  const int count = families();
  ASSERT_GT(count, 0);
  for (int seed = 0; seed < count; ++seed) {
    SCOPED_TRACE(seed);
    const Eigen::Index block = seed % 10 == 9 ? 3 : 2;
    const PlantedFamily family =
        planted_family(static_cast<std::uint64_t>(1000 * GetParam() + seed), GetParam(), block);
    const ExceptionalSearch found = find_exceptional_points(family, Box{{-1, 1}, {-1, 1}});
    EXPECT_TRUE(found.complete);
    const auto planted = std::ranges::find_if(found.points, [&](const ExceptionalPoint& p) {
      return std::hypot(p.parameters[0] - family.place[0], p.parameters[1] - family.place[1]) <=
             1e-10;
    });
    ASSERT_NE(planted, found.points.end());
    EXPECT_EQ(order(*planted), block);
    EXPECT_LE(std::abs(planted->eigenvalue - family.eigenvalue), 1e-9);
    for (const ExceptionalPoint& point : found.points) {
      expect_defective(family, point);
      EXPECT_EQ(point.cycles.front(), point.jordan_blocks.front());
      EXPECT_NEAR(point.branch_exponent, 1.0 / order(point), 1e-4);
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Sizes, Planted, testing::Values(3, 4, 5, 6));

}  // namespace
}  // namespace quflux::inline exceptional
