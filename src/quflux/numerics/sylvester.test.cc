#include "quflux/numerics/sylvester.h"

#include <random>

#include <gtest/gtest.h>

namespace quflux::inline numerics {
namespace {

// Above the size at which products of blocks begin, with real and complex eigenvalues.
RealMatrix damped(Eigen::Index n) {
  std::mt19937_64 random(3);
  std::normal_distribution<double> normal;
  RealMatrix x(n, n);
  for (double& element : x.reshaped()) element = normal(random);
  x.diagonal().array() += 3 * std::sqrt(static_cast<double>(n));
  return x;
}

TEST(RealSylvester, SolvesBothSymmetries) {
  const RealMatrix x = damped(61);
  const RealMatrix any = damped(61).transpose() * 2 + damped(61) * damped(61);
  for (const Symmetry symmetry : {Symmetry::symmetric, Symmetry::antisymmetric}) {
    const double sign = symmetry == Symmetry::symmetric ? 1 : -1;
    const RealMatrix q = any + sign * any.transpose();
    const RealSylvesterSolution s = solve_real_sylvester(x, q, symmetry);
    // Rounding times the condition, about 10.
    EXPECT_LE((x * s.c + s.c * x.transpose() - q).norm(), 1e-12 * q.norm());
    EXPECT_LE((s.c - sign * s.c.transpose()).norm(), 1e-12 * s.c.norm());
    EXPECT_NEAR(s.eigenvalues.sum().real(), x.trace(), 1e-10);
    EXPECT_GT(s.eigenvalues.imag().maxCoeff(), 1);
  }
}

// Frequencies of some 1 and damping of 1e-6. Numbers of few bits, so that Q is exact.
TEST(RealSylvester, KeepsItsDigitsAtWeakDamping) {
  constexpr Eigen::Index kSize = 8;
  std::mt19937_64 random(5);
  std::uniform_int_distribution<int> number(-512, 512);
  RealMatrix any(kSize, kSize);
  RealMatrix c(kSize, kSize);
  for (double& element : any.reshaped()) element = number(random) / 1024.0;
  for (double& element : c.reshaped()) element = number(random) / 1024.0;
  RealMatrix x = any - any.transpose();
  x.diagonal().setConstant(0x1p-20);
  c = (c + c.transpose()).eval();
  const RealMatrix q = x * c + c * x.transpose();
  const RealSylvesterSolution s = solve_real_sylvester(x, q, Symmetry::symmetric);
  // A few roundings of C; the condition takes six digits of a residual in double precision.
  EXPECT_LE((s.c - c).cwiseAbs().maxCoeff(), 1e-14);
}

// The residual is that of every element, however small K is.
TEST(WeakSylvester, KeepsItsDigitsHoweverSmallTheRates) {
  constexpr Eigen::Index kSize = 12;
  const RealVector energies = RealVector::LinSpaced(kSize, -1, 1);
  for (const double rate : {1e-12, 1e-40, 1e-200}) {
    const Matrix k = rate * damped(kSize).cast<Complex>();
    const Matrix q = rate * (damped(kSize) + damped(kSize).transpose()).cast<Complex>();
    const std::optional<SylvesterSolution> s = solve_weak_sylvester(energies, k, q);
    ASSERT_TRUE(s);
    const Matrix kc = k * s->c;
    Matrix residual = kc + kc.adjoint() - q;
    for (Eigen::Index m = 0; m < kSize; ++m) {
      for (Eigen::Index l = 0; l < kSize; ++l) {
        residual(m, l) += Complex(0, energies(m) - energies(l)) * s->c(m, l);
      }
    }
    // Of sums of a dozen terms.
    EXPECT_LE(residual.cwiseAbs().maxCoeff(), 1e-13 * q.cwiseAbs().maxCoeff());
  }
  EXPECT_FALSE(solve_weak_sylvester(energies, 1e-9 * damped(kSize).cast<Complex>(),
                                    Matrix::Zero(kSize, kSize)));
}

}  // namespace
}  // namespace quflux::inline numerics
