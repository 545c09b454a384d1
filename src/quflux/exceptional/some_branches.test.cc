#include "quflux/exceptional/some_branches.h"

#include <cmath>

#include <gtest/gtest.h>

#include "quflux/exceptional/known_families.h"
#include "quflux/numerics/decompositions.h"

namespace quflux::inline exceptional {
namespace {

using Eigen::Index;

// The k eigenvalues of a family that are closest to a target.
EigensystemFamily closest_of(const RealFamily& family, Complex target, Index k) {
  return [=](double p) -> Eigensystem {
    const Eigensystem all = eigensystem(family(p));
    const auto chosen = closest_eigenvalues(all.values, target, k);
    return {all.values(chosen), all.right(Eigen::all, chosen), all.left(chosen, Eigen::all)};
  };
}

// Straight lines in a basis that turns: the one at 1 - p joins those closest to zero.
Matrix lines(double p) {
  Matrix basis(3, 3);
  basis << 1, 0.2 * p, 0, 0, 1, 0.3, 0.1, 0, 1;
  const Vector values = Vector{{Complex(0.1), Complex(-0.5), Complex(1 - p)}};
  return basis * values.asDiagonal() * basis.partialPivLu().inverse();
}

TEST(SomeBranches, BeginAndEndWhereEigenvaluesJoinAndLeave) {
  const std::vector<double> path{0, 0.2, 0.4, 0.6, 0.8, 1};
  const Branches found = follow_some_branches(closest_of(lines, 0, 2), path);
  ASSERT_EQ(found.eigenvalues.cols(), 3);
  for (Index row = 0; row < 6; ++row) {
    const double p = path[static_cast<std::size_t>(row)];
    const bool joined = 1 - p < 0.5;
    EXPECT_NEAR(found.eigenvalues(row, 1).real(), 0.1, 1e-14);
    EXPECT_EQ(std::isnan(found.eigenvalues(row, 0).real()), joined);
    EXPECT_EQ(std::isnan(found.rigidity(row, 2)), !joined);
    if (joined) {
      EXPECT_NEAR(found.eigenvalues(row, 2).real(), 1 - p, 1e-14);
    } else {
      EXPECT_NEAR(found.eigenvalues(row, 0).real(), -0.5, 1e-14);
    }
  }
}

TEST(SomeBranches, OfAllAreTheBranches) {
  const RealFamily dimer = [](double g) {
    Matrix m(2, 2);
    m << Complex(0, 0.5), g, g, Complex(0.3, -0.5);
    return m;
  };
  const std::vector<double> path{0.1, 0.3, 0.5, 0.7, 0.9};
  const Branches some = follow_some_branches(closest_of(dimer, 0, 2), path);
  const Branches all = follow_branches(dimer, path);
  EXPECT_LE((some.eigenvalues - all.eigenvalues).norm(), 1e-14);
  EXPECT_LE((some.rigidity - all.rigidity).norm(), 1e-14);
}

}  // namespace
}  // namespace quflux::inline exceptional
