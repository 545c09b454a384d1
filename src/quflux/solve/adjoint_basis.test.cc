#include "quflux/solve/adjoint_basis.h"

#include <numeric>
#include <random>

#include <gtest/gtest.h>

namespace quflux::inline solve {
namespace {

Matrix random_matrix(Eigen::Index rows, std::mt19937_64& random) {
  std::normal_distribution<double> normal;
  Matrix m(rows, rows);
  for (Complex& z : m.reshaped()) z = Complex(normal(random), normal(random));
  return m;
}

// rho -> A rho A^+ on matrices stacked by columns.
Matrix sandwich(const Matrix& a) {
  const Eigen::Index d = a.rows();
  Matrix result(d * d, d * d);
  for (Eigen::Index i = 0; i < d * d; ++i) {
    for (Eigen::Index j = 0; j < d * d; ++j) {
      result(i, j) = a(i % d, j % d) * std::conj(a(i / d, j / d));
    }
  }
  return result;
}

TEST(AdjointBasis, IsTheMapOnRealNumbers) {
  std::mt19937_64 random(1);
  for (const Eigen::Index d : {1, 2, 5}) {
    const Matrix map = sandwich(random_matrix(d, random));
    std::vector<Eigen::Index> elements(static_cast<std::size_t>(d * d));
    std::iota(elements.begin(), elements.end(), 0);
    std::vector<Eigen::Index> adjoints;
    ASSERT_TRUE(find_adjoints(elements, d, adjoints));
    RealMatrix real(d * d, d * d);
    find_real(map, adjoints, real);

    const RealVector x = random_matrix(d * d, random).col(0).real();
    Vector rho(d * d);
    Vector image(d * d);
    find_elements(x, adjoints, rho);
    find_elements<double>(real * x, adjoints, image);
    // The basis change is unitary, so that what remains is rounding of d^2 products.
    EXPECT_LE((map * rho - image).norm(), 1e-14 * map.norm() * x.norm());
    EXPECT_NEAR(rho.norm(), x.norm(), 1e-14 * x.norm());
  }
}

TEST(AdjointBasis, NeedsTheAdjointOfEveryElement) {
  std::vector<Eigen::Index> adjoints;
  // Of a 3 x 3 matrix by columns: rho_10, rho_20, rho_01, and rho_02 beside them.
  EXPECT_FALSE(find_adjoints(std::vector<Eigen::Index>{1, 2, 3}, 3, adjoints));
  ASSERT_TRUE(find_adjoints(std::vector<Eigen::Index>{1, 2, 3, 6}, 3, adjoints));
  EXPECT_EQ(adjoints, (std::vector<Eigen::Index>{2, 3, 0, 1}));
}

}  // namespace
}  // namespace quflux::inline solve
