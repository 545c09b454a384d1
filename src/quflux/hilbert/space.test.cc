#include "quflux/hilbert/space.h"

#include <limits>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "quflux/core/error.h"
#include "quflux/hilbert/site_operators.h"

namespace quflux::inline hilbert {
namespace {

using testing::HasSubstr;

template <class F>
std::string error_of(F&& f) {
  try {
    f();
  } catch (const Error& error) {
    return error.what();
  }
  return "no error";
}

TEST(Kron, HasTheBlocksOfTheFirstFactorTimesTheSecond) {
  Matrix a(2, 2);
  a << 1, 2, 3, Complex(0, 4);
  Matrix b(1, 2);
  b << 5, Complex(0, 1);
  Matrix expected(2, 4);
  expected << 5, Complex(0, 1), 10, Complex(0, 2),  //
      15, Complex(0, 3), Complex(0, 20), -4;
  EXPECT_EQ(kron(a, b), expected);
}

TEST(Embed, EqualsTheExplicitKroneckerProducts) {
  const HilbertSpace space{{2, 3, 4}};
  const auto identity = [](Eigen::Index d) { return Matrix(Matrix::Identity(d, d)); };
  EXPECT_EQ(embed(space, 0, sigma_y()), kron(sigma_y(), kron(identity(3), identity(4))));
  EXPECT_EQ(embed(space, 1, spin_y(1)), kron(identity(2), kron(spin_y(1), identity(4))));
  EXPECT_EQ(embed(space, 2, momentum(4)), kron(identity(2), kron(identity(3), momentum(4))));
}

TEST(Embed, LetsTheFirstSiteVarySlowest) {
  const HilbertSpace space{{2, 3}};
  // |n_0, n_1> has the index 3 n_0 + n_1.
  const Matrix n0 = embed(space, 0, number(2));
  const Matrix n1 = embed(space, 1, number(3));
  for (Eigen::Index i = 0; i < dimension(space); ++i) {
    const Eigen::Index first = i / 3;
    const Eigen::Index second = i % 3;
    EXPECT_EQ(n0(i, i), Complex(static_cast<double>(first)));
    EXPECT_EQ(n1(i, i), Complex(static_cast<double>(second)));
  }
}

TEST(Embed, OperatorsOnDifferentSitesCommute) {
  const HilbertSpace space{{2, 4, 3}};
  const Matrix a = embed(space, 0, sigma_x());
  const Matrix b = embed(space, 2, spin_y(1));
  // Every entry of the products is a single product of two numbers: equal to the last bit.
  EXPECT_EQ(a * b, b * a);
  EXPECT_NE(a, Matrix::Zero(24, 24));
}

TEST(Dimension, IsTheProductOfTheLevels) {
  EXPECT_EQ(dimension({{2, 3, 4}}), 24);
  EXPECT_EQ(dimension({{7}}), 7);
  EXPECT_EQ(dimension({{}}), 1);
}

TEST(Dimension, RejectsSitesWithoutLevelsAndSpacesTooLargeToIndex) {
  EXPECT_EQ(error_of([] { dimension({{2, 0}}); }), "site 1 has 0 levels; it must have at least 1");
  EXPECT_EQ(error_of([] { dimension({{-3}}); }), "site 0 has -3 levels; it must have at least 1");
  EXPECT_THAT(error_of([] { dimension({std::vector<Eigen::Index>(80, 2)}); }),
              HasSubstr("the space of 80 sites has more than"));
  EXPECT_THAT(error_of([] { embed({{0}}, 0, Matrix(0, 0)); }), HasSubstr("at least 1"));
}

TEST(Embed, NamesTheMissingSiteAndTheWrongDimension) {
  const HilbertSpace space{{2, 3}};
  EXPECT_EQ(error_of([&] { embed(space, 2, sigma_x()); }),
            "site 2 does not exist; the space has sites 0 to 1");
  EXPECT_EQ(error_of([&] { embed(space, -1, sigma_x()); }),
            "site -1 does not exist; the space has sites 0 to 1");
  EXPECT_EQ(error_of([&] { embed({}, 0, sigma_x()); }),
            "site 0 does not exist; the space has no sites");
  EXPECT_EQ(error_of([&] { embed(space, 1, sigma_x()); }),
            "the operator on site 1 is 2 x 2; it must be 3 x 3");
  EXPECT_EQ(error_of([&] { embed(space, 1, Matrix::Zero(3, 2)); }),
            "the operator on site 1 is 3 x 2; it must be 3 x 3");
}

}  // namespace
}  // namespace quflux::inline hilbert
