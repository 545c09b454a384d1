#include "quflux/solve/regular_solver.h"

#include <random>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "quflux/core/error.h"

namespace quflux {
namespace {

Matrix random_matrix(Eigen::Index size, unsigned seed) {
  std::mt19937_64 random(seed);
  std::normal_distribution<double> normal;
  Matrix m(size, size);
  for (Complex& z : m.reshaped()) z = Complex(normal(random), normal(random));
  return m;
}

std::string message(RegularSolver& solver) {
  try {
    solver.solve();
  } catch (const Error& error) {
    return error.what();
  }
  return "no error";
}

TEST(RegularSolver, SolvesOneSystemAfterAnother) {
  for (const Eigen::Index size : {1, 2, 7, 40}) {
    RegularSolver solver(size);
    for (const unsigned seed : {1U, 2U}) {
      const Matrix m = random_matrix(size, seed);
      const Vector source = random_matrix(size, seed + 10).col(0);
      solver.matrix() = m;
      solver.source() = source;
      const Vector x = solver.solve();
      // Backward error of a few roundings a row.
      EXPECT_LE((m * x - source).norm(), 1e-14 * static_cast<double>(size) * m.norm() * x.norm());
    }
  }
}

TEST(RegularSolver, RejectsWhatIsSingularToRounding) {
  for (const Eigen::Index size : {2, 5, 20}) {
    RegularSolver solver(size);
    const Matrix m = random_matrix(size, 3);
    solver.source().setOnes();
    for (const double distance : {1e-11, 1e-17}) {
      // The last row nearly a combination of the others.
      Matrix nearly = m;
      nearly.row(size - 1) = m.topRows(size - 1).colwise().sum() + distance * m.row(size - 1);
      solver.matrix() = nearly;
      EXPECT_THAT(message(solver),
                  testing::HasSubstr(distance < 1e-16 ? "not unique" : "no error"));
    }
    solver.matrix() = Matrix::Zero(size, size);
    EXPECT_THAT(message(solver), testing::HasSubstr("not unique"));
  }
}

}  // namespace
}  // namespace quflux
