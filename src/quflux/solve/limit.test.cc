#include "quflux/solve/limit.h"

#include <cmath>

#include <gtest/gtest.h>

#include "quflux/core/error.h"
#include "quflux/hilbert/space.h"
#include "quflux/method/master_equation/make_generator.h"
#include "quflux/solve/evolve.h"

namespace quflux::inline solve {
namespace {

Matrix lowering() {
  Matrix s = Matrix::Zero(2, 2);
  s(0, 1) = 1;
  return s;
}

// Two atoms, of which the second sees no bath. `common`: or both see the same one, and their
// antisymmetric state none.
Generator two_atoms(const MasterEquation& equation, double detuning, bool common) {
  const Matrix one = Matrix::Identity(2, 2);
  const Matrix a = kron(lowering(), one);
  const Matrix b = kron(one, lowering());
  System system{a.adjoint() * a + (1 + detuning) * b.adjoint() * b, {}};
  const Matrix x = common ? Matrix(a + b) : a;
  system.baths.push_back({"bath", x + x.adjoint(), {PowerLaw{0.02, 1, std::nullopt}, 0.5}});
  return make_generator(system, equation);
}

// A state with coherences everywhere.
Matrix mixed() {
  Vector psi(4);
  psi << Complex(0.5, 0.1), Complex(-0.3, 0.2), Complex(0.4, -0.5), Complex(0.2, 0.3);
  psi.normalize();
  return 0.7 * psi * psi.adjoint() + 0.3 * Matrix::Identity(4, 4) / 4;
}

Matrix limit_of(const LinearGenerator& generator, const Matrix& start, bool turns) {
  const Limit found = limit(generator, generator.vector(start));
  EXPECT_EQ(found.turns, turns);
  return generator.density_matrix(found.x);
}

TEST(Limit, IsWhereTheStateGoes) {
  for (const MasterEquation& equation : {kGlobal, kRedfield}) {
    const LinearGenerator generator = linear_generator(two_atoms(equation, 0, true));
    const Matrix found = limit_of(generator, mixed(), false);
    // The slowest rate is 0.003: what decays has gone.
    const Trajectory trajectory = evolve(generator, generator.vector(mixed()), std::vector{2e4});
    const Matrix later = generator.density_matrix(trajectory.states.col(0));
    EXPECT_LT((found - later).cwiseAbs().maxCoeff(), 1e-11) << equation.name;
    EXPECT_NEAR(found.trace().real(), 1, 1e-13);
    // The population of the antisymmetric state, of which the start has some.
    Vector dark = Vector::Zero(4);
    dark(1) = std::sqrt(0.5);
    dark(2) = -dark(1);
    EXPECT_NEAR((dark.adjoint() * found * dark).value().real(),
                (dark.adjoint() * mixed() * dark).value().real(), 1e-12);
  }
}

// Of an atom without a bath the populations stay, and its coherences turn: the average has none.
TEST(Limit, OfWhatTurnsIsItsAverage) {
  const LinearGenerator generator = linear_generator(two_atoms(kGlobal, 0.1, false));
  const Matrix found = limit_of(generator, mixed(), true);
  const double ground = 1 / (1 + std::exp(-1 / 0.5));
  const double excited = mixed()(1, 1).real() + mixed()(3, 3).real();
  const RealVector expected{{ground * (1 - excited), ground * excited, (1 - ground) * (1 - excited),
                             (1 - ground) * excited}};
  EXPECT_LT((found - Matrix(expected.cast<Complex>().asDiagonal())).cwiseAbs().maxCoeff(), 1e-12);
  // A state without them has a limit.
  limit_of(generator, Matrix(mixed().diagonal().asDiagonal()), false);
}

TEST(Limit, SaysWhatGrows) {
  LinearGenerator generator = linear_generator(two_atoms(kGlobal, 0, true));
  generator.dense = [] { return 0.1 * Matrix::Identity(16, 16); };
  EXPECT_THROW(limit(generator, generator.vector(mixed())), NoAnswer);
}

}  // namespace
}  // namespace quflux::inline solve
