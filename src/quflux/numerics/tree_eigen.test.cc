#include "quflux/numerics/tree_eigen.h"

#include <cmath>
#include <functional>
#include <numbers>
#include <random>

#include <gtest/gtest.h>

#include "quflux/numerics/lapack.h"

namespace quflux::inline numerics {
namespace {

using Eigen::Index;

constexpr double kRounding = 1e-13;  // of a matrix of order one: some hundred roundings

// A tree in which site i hangs on site parent(i) < i; -1: on none.
RealMatrix tree(Index n, const std::function<Index(Index)>& parent,
                const std::function<double()>& number) {
  RealMatrix m = RealMatrix::Zero(n, n);
  for (Index i = 0; i < n; ++i) {
    m(i, i) = number();
    const Index above = i > 0 ? parent(i) : -1;
    if (above >= 0) m(i, above) = m(above, i) = number();
  }
  return m;
}

// u^T (1 - i (A - x))^-1 u at some x, which sees all components of u, those of degenerate
// eigenvalues together.
void expect_same_spectrum(const RealMatrix& m, const RealMatrix& vectors) {
  const auto found = tree_components(m, vectors);
  ASSERT_TRUE(found);
  const SymmetricEigen e = symmetric_eigen(m);
  EXPECT_LE((found->values - e.values).cwiseAbs().maxCoeff(), kRounding);
  const RealMatrix expected = e.vectors.transpose() * vectors;
  for (Index j = 0; j < vectors.cols(); ++j) {
    for (const double x : {-1.0, 0.0, 0.3, 1.0}) {
      const auto sum = [&](const RealVector& values, const RealMatrix& components) {
        const Vector terms = (Complex(1) + Complex(0, 1) * (values.array() - x)).inverse();
        return (terms.array() * components.col(j).cwiseAbs2().array()).sum();
      };
      EXPECT_LE(std::abs(sum(found->values, found->components) - sum(e.values, expected)),
                10 * kRounding * vectors.col(j).squaredNorm());
    }
  }
}

TEST(TreeComponents, AreThoseOfTheEigenvectors) {
  for (unsigned seed = 0; seed < 12; ++seed) {
    std::mt19937_64 random(seed);
    std::normal_distribution<double> normal;
    const Index n = 1 + 25 * static_cast<Index>(seed);
    const std::vector<std::function<Index(Index)>> shapes{
        [](Index i) { return (i - 1) / 2; }, [](Index i) { return i - 1; },
        [](Index /*i*/) { return 0; }, [](Index i) { return i % 7 == 0 ? -1 : i - 1; },
        [&](Index i) { return static_cast<Index>(random() % static_cast<unsigned>(i)); }};
    for (const auto& shape : shapes) {
      RealMatrix vectors = RealMatrix::Zero(n, 3);
      vectors(0, 0) = 1;
      vectors(n - 1, 1) = -2;
      vectors.col(2) = RealVector::NullaryExpr(n, [&] { return normal(random); });
      expect_same_spectrum(tree(n, shape, [&] { return normal(random); }), vectors);
      // Sites that are all the same have degenerate modes.
      expect_same_spectrum(tree(n, shape, [] { return 0.5; }), vectors);
    }
  }
}

TEST(TreeComponents, OfAUniformChainAreSines) {
  constexpr Index n = 300;
  const auto found = tree_components(tree(
                                         n, [](Index i) { return i - 1; }, [] { return 1; }),
                                     RealVector::Unit(n, 0));
  for (Index i = 0; i < n; ++i) {
    const double angle = std::numbers::pi * static_cast<double>(n - i) / (n + 1);
    EXPECT_NEAR(found->values(i), 1 + 2 * std::cos(angle), kRounding);
    // Eigenvectors lose what rounding is of the splittings, 1e-4 here.
    EXPECT_NEAR(std::pow(found->components(i, 0), 2), 2.0 / (n + 1) * std::pow(std::sin(angle), 2),
                1e-11);
  }
}

TEST(TreeComponents, LoopsHaveNone) {
  RealMatrix ring = tree(
      50, [](Index i) { return i - 1; }, [] { return 0.3; });
  ring(0, 49) = ring(49, 0) = 0.1;
  EXPECT_FALSE(tree_components(ring, RealVector::Unit(50, 0)));
  // Also where as many edges as a tree has leave a site alone.
  RealMatrix apart = tree(
      50, [](Index i) { return i == 49 ? -1 : i - 1; }, [] { return 0.3; });
  apart(0, 48) = apart(48, 0) = 0.1;
  EXPECT_FALSE(tree_components(apart, RealVector::Unit(50, 0)));
}

}  // namespace
}  // namespace quflux::inline numerics
