#include "quflux/numerics/in_basis.h"

#include <algorithm>
#include <random>
#include <vector>

#include <Eigen/QR>
#include <gtest/gtest.h>

namespace quflux::inline numerics {
namespace {

using Eigen::Index;

// A unitary matrix of blocks, its rows and columns in any order.
Matrix unitary_of_blocks(const std::vector<Index>& sizes, bool real, std::mt19937_64& random) {
  std::normal_distribution<double> normal;
  Index d = 0;
  for (const Index size : sizes) d += size;
  Matrix result = Matrix::Zero(d, d);
  Index begin = 0;
  for (const Index size : sizes) {
    Matrix m(size, size);
    for (Complex& z : m.reshaped()) z = {normal(random), real ? 0 : normal(random)};
    result.block(begin, begin, size, size) = m.householderQr().householderQ();
    begin += size;
  }
  std::vector<Index> order(static_cast<std::size_t>(d));
  for (Index i = 0; i < d; ++i) order[static_cast<std::size_t>(i)] = i;
  std::shuffle(order.begin(), order.end(), random);
  const Matrix rows = result(order, Eigen::all);
  std::shuffle(order.begin(), order.end(), random);
  return rows(Eigen::all, order);
}

TEST(InBasis, IsTheProductWhateverBlocksTheVectorsHave) {
  std::mt19937_64 random(5);
  for (const bool real : {true, false}) {
    for (const std::vector<Index>& sizes :
         {std::vector<Index>{24}, {1, 1, 1, 21}, {8, 9, 7}, std::vector<Index>(24, 1)}) {
      const Matrix vectors = unitary_of_blocks(sizes, real, random);
      for (const int elements : {0, 1, 30, 500}) {
        Matrix op = Matrix::Zero(24, 24);
        for (int k = 0; k < elements; ++k) {
          op(static_cast<Index>(random() % 24), static_cast<Index>(random() % 24)) =
              real ? Complex(1 + k) : Complex(1, k);
        }
        // Sums of some hundred products of numbers up to 500.
        EXPECT_LT((in_basis(vectors, op) - vectors.adjoint() * op * vectors).norm(), 1e-10);
      }
    }
  }
}

}  // namespace
}  // namespace quflux::inline numerics
