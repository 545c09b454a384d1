#include "quflux/solve/regular_solver.h"

#include <random>
#include <type_traits>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "quflux/core/error.h"

namespace quflux::inline solve {
namespace {

template <class Scalar>
class RegularSolvers : public testing::Test {
 protected:
  using Matrix = typename RegularSolver<Scalar>::Matrix;
  using Vector = typename RegularSolver<Scalar>::Vector;

  static Matrix random_matrix(Eigen::Index size, unsigned seed) {
    std::mt19937_64 random(seed);
    std::normal_distribution<double> normal;
    Matrix m(size, size);
    for (Scalar& z : m.reshaped()) {
      if constexpr (std::is_same_v<Scalar, Complex>) {
        z = Complex(normal(random), normal(random));
      } else {
        z = normal(random);
      }
    }
    return m;
  }
};

using Scalars = testing::Types<double, Complex>;
TYPED_TEST_SUITE(RegularSolvers, Scalars);

template <class Scalar>
std::string message(RegularSolver<Scalar>& solver) {
  try {
    solver.solve();
  } catch (const Error& error) {
    return error.what();
  }
  return "no error";
}

TYPED_TEST(RegularSolvers, SolvesOneSystemAfterAnother) {
  for (const Eigen::Index size : {1, 2, 7, 40}) {
    RegularSolver<TypeParam> solver(size);
    for (const unsigned seed : {1U, 2U}) {
      const auto m = this->random_matrix(size, seed);
      const typename TestFixture::Vector source = this->random_matrix(size, seed + 10).col(0);
      solver.matrix() = m;
      solver.source() = source;
      const auto x = solver.solve();
      // Backward error of a few roundings a row.
      EXPECT_LE((m * x - source).norm(), 1e-14 * static_cast<double>(size) * m.norm() * x.norm());
    }
  }
}

TYPED_TEST(RegularSolvers, RejectsWhatIsSingularToRounding) {
  for (const Eigen::Index size : {2, 5, 20}) {
    RegularSolver<TypeParam> solver(size);
    const auto m = this->random_matrix(size, 3);
    solver.source().setOnes();
    for (const double distance : {1e-11, 1e-17}) {
      // The last row nearly a combination of the others.
      auto nearly = m;
      nearly.row(size - 1) = m.topRows(size - 1).colwise().sum() + distance * m.row(size - 1);
      solver.matrix() = nearly;
      EXPECT_THAT(message(solver),
                  testing::HasSubstr(distance < 1e-16 ? "not unique" : "no error"));
    }
    solver.matrix() = TestFixture::Matrix::Zero(size, size);
    EXPECT_THAT(message(solver), testing::HasSubstr("not unique"));
  }
}

}  // namespace
}  // namespace quflux::inline solve
