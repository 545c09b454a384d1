#include "quflux/method/master_equation/make_generator.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "quflux/bath/lamb_shift.h"
#include "quflux/core/error.h"
#include "quflux/hilbert/site_operators.h"
#include "quflux/method/master_equation/eigenoperators.h"
#include "quflux/method/master_equation/generator_builder.h"
#include "quflux/model/random_system.h"
#include "quflux/numerics/eigenbasis.h"

namespace quflux::inline master_equation {
namespace {

using testing::HasSubstr;

std::string message(const System& system, const MasterEquation& equation,
                    const EquationOptions& options = {}) {
  try {
    make_generator(system, equation, options);
  } catch (const Error& error) {
    return error.what();
  }
  return "no error";
}

System qubit() {
  return {number(2), {{"cold", position(2), {PowerLaw{0.01, 1, 5.0}, 0.3}}}, number(2)};
}

// The generator by the definition, as a double sum over transition frequencies.
Matrix by_definition(const System& system, const MasterEquation& equation,
                     const EquationOptions& options, const Matrix& rho) {
  const Eigenbasis basis = eigenbasis(system.hamiltonian);
  const Matrix state = basis.vectors.adjoint() * rho * basis.vectors;
  Matrix change = Matrix::Zero(rho.rows(), rho.cols());
  for (const SystemBath& bath : system.baths) {
    const Matrix s = basis.vectors.adjoint() * bath.coupling_operator * basis.vectors;
    const Eigenoperators parts = eigenoperators(basis.energies, s, 1e-9);
    for (std::size_t k = 0; k < parts.size(); ++k) {
      for (std::size_t l = 0; l < parts.size(); ++l) {
        const double w = parts.frequencies[k];
        const double v = parts.frequencies[l];
        const bool kept = equation.name == kRedfield.name ||
                          (equation.name == kGlobal.name && w == v) ||
                          (equation.name == kPartialSecular.name &&
                           (options.secular_cutoff ? std::abs(w - v) <= *options.secular_cutoff
                                                   : w * v > 0 || (w == 0 && v == 0)));
        if (!kept) continue;
        const Complex half_rate(*transition_rate(bath.reservoir, w) / 2,
                                options.lamb_shift ? lamb_shift(bath.reservoir, w) : 0);
        const Matrix x = to_matrix(parts.part(k), rho.rows());
        const Matrix y = to_matrix(parts.part(l), rho.rows());
        const Matrix term = half_rate * (x * state * y.adjoint() - y.adjoint() * x * state);
        change += term + term.adjoint();
      }
    }
  }
  return change;
}

RC_GTEST_PROP(MakeGenerator, AgreesWithTheDefinition, (std::uint64_t seed)) {
  const System system = random_system(seed);
  std::mt19937_64 engine(seed + 1);
  const Matrix rho = random_hermitian(engine, system.hamiltonian.rows(), 1);
  for (const MasterEquation& equation : {kGlobal, kPartialSecular, kRedfield}) {
    EquationOptions options;
    if (equation.name == kPartialSecular.name && seed % 2 == 0) options.secular_cutoff = 0.4;
    const Generator generator = make_generator(system, equation, options);
    const Matrix state = to_energy_basis(generator, rho);
    Matrix change = Matrix::Zero(rho.rows(), rho.cols());
    for (const Dissipator& dissipator : generator.dissipators) {
      change += dissipate(dissipator, state);
    }
    const Matrix expected = by_definition(system, equation, options, rho);
    RC_ASSERT((change - expected).norm() <= 1e-12 * (1 + expected.norm()));

    // The superoperator is the same map, with the commutator.
    const Matrix h = generator.energies.cast<Complex>().asDiagonal();
    const Matrix full = change - Complex(0, 1) * (h * state - state * h);
    const Vector stacked = superoperator(generator) * state.reshaped();
    RC_ASSERT((stacked - full.reshaped()).norm() <= 1e-12 * (1 + full.norm()));
  }
}

TEST(MakeGenerator, LambShiftIsTheImaginaryPartOfTheHalfRate) {
  EquationOptions options;
  options.lamb_shift = true;
  const System system = qubit();
  for (const MasterEquation& equation : {kGlobal, kRedfield}) {
    const Generator generator = make_generator(system, equation, options);
    Matrix state = Matrix::Zero(2, 2);
    state << 0.4, Complex(0.1, 0.2), Complex(0.1, -0.2), 0.6;
    const Matrix expected = by_definition(system, equation, options, state);
    EXPECT_LE((dissipate(generator.dissipators[0], state) - expected).norm(), 1e-15);
    EXPECT_GT((dissipate(make_generator(system, equation).dissipators[0], state) - expected).norm(),
              1e-4);
  }
}

TEST(MakeGenerator, LocalUsesTheUncoupledHamiltonian) {
  System system = qubit();
  system.hamiltonian = 1.5 * number(2);
  const Generator generator = make_generator(system, kLocal);
  // One pair of terms at w = +-1, not +-1.5.
  const double rate = *transition_rate(system.baths[0].reservoir, 1.0);
  double found = 0;
  for (const MatrixElement& e : generator.dissipators[0].a_elements) {
    found = std::max(found, std::abs(e.value));
  }
  EXPECT_DOUBLE_EQ(found, rate / 2);
}

TEST(MakeGenerator, ExplainsWhatIsNotAllowed) {
  System system = qubit();
  system.uncoupled_hamiltonian.reset();
  EXPECT_THAT(message(system, kLocal), HasSubstr("uncoupled Hamiltonian"));

  system = qubit();
  system.hamiltonian(0, 1) = 0.5;
  EXPECT_THAT(message(system, kGlobal), HasSubstr("not Hermitian: [1, 0] is 0+0i"));

  system = qubit();
  system.hamiltonian(1, 1) = std::nan("");
  EXPECT_THAT(message(system, kGlobal), HasSubstr("must be finite"));

  system = qubit();
  system.baths[0].coupling_operator = position(3);
  EXPECT_THAT(message(system, kGlobal),
              HasSubstr("the operator of bath 'cold' is 3 x 3, but the Hamiltonian is 2 x 2"));

  system = qubit();
  system.baths[0].reservoir.temperature = -0.1;
  EXPECT_THAT(message(system, kGlobal),
              HasSubstr("the temperature of bath 'cold' is -0.1; it must be a finite number >= 0"));

  system = qubit();
  system.baths[0].reservoir.spectral_density = PowerLaw{-0.01, 1, {}};
  EXPECT_THAT(message(system, kGlobal), HasSubstr("coefficient"));

  system = qubit();
  EquationOptions options;
  options.secular_cutoff = -1;
  EXPECT_THAT(message(system, kPartialSecular, options), HasSubstr("secular_cutoff"));
  options = {};
  options.degeneracy_tolerance = std::nan("");
  EXPECT_THAT(message(system, kGlobal, options), HasSubstr("degeneracy_tolerance"));

  options = {};
  options.lamb_shift = true;
  system.baths[0].reservoir.spectral_density = PowerLaw{0.01, 1, {}};
  EXPECT_THAT(message(system, kGlobal, options), HasSubstr("diverges"));

  system.baths[0].reservoir.spectral_density = PowerLaw{1e308, 1, {}};
  system.baths[0].reservoir.temperature = 100;
  EXPECT_EQ(message(system, kGlobal),
            "the rate of bath 'cold' at the frequency -1 is inf; it must be a finite number");
  system.baths[0].reservoir.temperature = 0.3;

  // A sub-Ohmic bath that couples at zero frequency has no finite rate there.
  system.baths[0].reservoir.spectral_density = PowerLaw{0.01, 0.5, {}};
  EXPECT_EQ(message(system, kGlobal), "no error");
  system.baths[0].coupling_operator = sigma_z();
  EXPECT_THAT(message(system, kGlobal), HasSubstr("zero frequency"));
}

TEST(Eigenoperators, SumToTheOperatorAndGroupDegenerateFrequencies) {
  RealVector energies(4);
  energies << 0, 1, 1 + 1e-12, 3;
  std::mt19937_64 engine(7);
  const Matrix s = random_hermitian(engine, 4, 1);
  const Eigenoperators parts = eigenoperators(energies, s, 1e-9);
  EXPECT_EQ((to_matrix(parts.elements, 4) - s).norm(), 0);
  EXPECT_THAT(parts.frequencies, testing::Pointwise(testing::DoubleNear(1e-11),
                                                    std::vector<double>{-3, -2, -1, 0, 1, 2, 3}));
  EXPECT_EQ(eigenoperators(energies, s, 1e-14).size(), 13U);  // apart: 12 transitions and zero
}

// One builder for many systems gives what a new one gives, whatever has changed in between.
RC_GTEST_PROP(GeneratorBuilder, KeepsOnlyWhatIsTheSame, (std::uint64_t seed)) {
  std::mt19937_64 engine(seed);
  GeneratorBuilder builder;
  System system = random_system(seed);
  system.uncoupled_hamiltonian = Matrix(system.hamiltonian.diagonal().asDiagonal());
  for (int step = 0; step < 8; ++step) {
    switch (engine() % 5) {
      case 0:
        system.baths[0].reservoir.temperature *= 1.5;
        break;
      case 1:
        system.hamiltonian(0, 0) += 0.1;
        break;
      case 2:
        system.baths[0].coupling_operator(0, 0) += 0.3;
        break;
      case 3:
        (*system.uncoupled_hamiltonian)(0, 0) += 0.1;
        break;
      default:
        system = random_system(engine());
        system.uncoupled_hamiltonian = Matrix(system.hamiltonian.diagonal().asDiagonal());
    }
    for (const MasterEquation& equation : kMasterEquations) {
      RC_ASSERT(superoperator(builder.build(system, equation)) ==
                superoperator(make_generator(system, equation)));
    }
  }
}

TEST(Eigenbasis, KeepsSmallSplittings) {
  // Exact eigenvectors of the resonant exchange coupling, however weak it is.
  Matrix h = Matrix::Identity(2, 2);
  h(0, 1) = h(1, 0) = 1e-9;
  const Eigenbasis basis = eigenbasis(h);
  EXPECT_NEAR(std::abs(basis.vectors(0, 0)), std::sqrt(0.5), 1e-15);
  EXPECT_NEAR(basis.energies(1) - basis.energies(0), 2e-9, 1e-15);
}

RC_GTEST_PROP(Eigenbasis, Diagonalises, (std::uint64_t seed)) {
  std::mt19937_64 engine(seed);
  Matrix h = random_hermitian(engine, 6, 1);
  if (seed % 2 == 0) {  // two blocks that are not contiguous
    for (Eigen::Index i = 0; i < 6; ++i) {
      for (Eigen::Index j = 0; j < 6; ++j) {
        if ((i + j) % 2 == 1) h(i, j) = 0;
      }
    }
  }
  const Eigenbasis basis = eigenbasis(h);
  const Matrix energies = basis.energies.cast<Complex>().asDiagonal();
  RC_ASSERT((h * basis.vectors - basis.vectors * energies).norm() <= 1e-13 * h.norm());
  RC_ASSERT((basis.vectors.adjoint() * basis.vectors - Matrix::Identity(6, 6)).norm() <= 1e-13);
  for (Eigen::Index i = 1; i < 6; ++i) {
    RC_ASSERT(basis.energies(i - 1) <= basis.energies(i));
  }
}

}  // namespace
}  // namespace quflux::inline master_equation
