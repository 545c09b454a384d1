#include "quflux/exceptional/branches.h"

#include <random>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "quflux/core/error.h"
#include "quflux/exceptional/known_families.h"
#include "quflux/numerics/decompositions.h"

namespace quflux::inline exceptional {
namespace {

std::vector<double> path(double from, double to, int points) {
  std::vector<double> result;
  for (int i = 0; i < points; ++i) result.push_back(from + (to - from) * i / (points - 1));
  return result;
}

Matrix random_matrix(std::mt19937_64& engine, Eigen::Index n) {
  std::normal_distribution<double> normal;
  return Matrix::NullaryExpr(n, n, [&] { return Complex(normal(engine), normal(engine)); });
}

// The branches of a family made of known branches: each column is one of them throughout.
void expect_followed(const Branches& branches, const std::function<Vector(double)>& known) {
  const auto rows = static_cast<Eigen::Index>(branches.parameters.size());
  const Vector first = known(branches.parameters.front());
  for (Eigen::Index column = 0; column < branches.eigenvalues.cols(); ++column) {
    Eigen::Index own = 0;
    (first.array() - branches.eigenvalues(0, column)).abs().minCoeff(&own);
    for (Eigen::Index row = 0; row < rows; ++row) {
      const Complex expected = known(branches.parameters[static_cast<std::size_t>(row)])(own);
      ASSERT_LE(std::abs(branches.eigenvalues(row, column) - expected), 1e-9)
          << "branch " << own << " at " << branches.parameters[static_cast<std::size_t>(row)];
    }
  }
}

RC_GTEST_PROP(Branches, GoStraightThroughCrossings, (std::uint64_t seed)) {
  std::mt19937_64 engine(seed);
  const Eigen::Index n = 3 + static_cast<Eigen::Index>(seed % 4);
  // Not normal: eigenvectors turn with the parameter, eigenvalues are straight lines that cross.
  const Matrix turn = 0.3 * random_matrix(engine, n);
  const Matrix basis = Matrix::Identity(n, n) + 0.2 * random_matrix(engine, n);
  std::uniform_real_distribution<double> uniform(-1, 1);
  const Vector at0 = Vector::NullaryExpr(n, [&] { return Complex(uniform(engine), 0); });
  const Vector slope = Vector::NullaryExpr(n, [&] { return Complex(uniform(engine), 0); });
  const auto known = [&](double p) { return Vector(at0 + p * slope); };
  const auto family = [&](double p) -> Matrix {
    const Matrix b = basis + p * turn;
    return b * known(p).asDiagonal() * b.inverse();
  };
  expect_followed(follow_branches(family, path(-0.4, 0.4, 41)), known);
}

TEST(Branches, DoNotCrossAtAnAvoidedCrossingHoweverNarrow) {
  for (const double gap : {1e-1, 1e-3, 1e-6}) {
    const auto known = [&](double p) {
      const double root = std::hypot(p, gap);
      return Vector(Eigen::Vector3cd(-root, root, 2.0));
    };
    const auto family = [&](double p) -> Matrix {
      Matrix m(3, 3);
      m << p, gap, 0, gap, -p, 0, 0, 0, 2;
      return m;
    };
    // Few points, none of them near the crossing.
    expect_followed(follow_branches(family, path(-1, 1.1, 8)), known);
  }
}

TEST(Branches, PassAnExactDegeneracyOnThePath) {
  const auto known = [](double p) { return Vector(Eigen::Vector2cd(p, -p)); };
  const auto family = [&](double p) -> Matrix {
    Matrix m(2, 2);
    m << 0, p, p, 0;
    return m;
  };
  expect_followed(follow_branches(family, path(-1, 1, 21)), known);
}

TEST(Branches, ShowWhereAnEigenvectorIsLost) {
  const Branches branches =
      follow_branches([](double g) { return pt_dimer(g, 1); }, {0.1, 0.5 - 1e-9, 0.9});
  EXPECT_GT(branches.rigidity(0, 0), 0.9);
  EXPECT_LT(branches.rigidity(1, 0), 1e-3);
  EXPECT_GT(branches.rigidity(2, 1), 0.5);
}

TEST(Branches, RejectWhatMakesNoSense) {
  const RealFamily dimer = [](double g) { return pt_dimer(g, 1); };
  EXPECT_THROW(follow_branches(dimer, {}), Error);
  EXPECT_THROW(follow_branches(dimer, {0, 1, 0.5}), Error);
  EXPECT_THROW(follow_branches(dimer, {0, 1, 1}), Error);
  EXPECT_THROW(follow_branches([](double g) { return Matrix(Matrix::Constant(1, 1, g)); }, {0, 1}),
               Error);
}

}  // namespace
}  // namespace quflux::inline exceptional
