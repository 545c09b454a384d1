#include "quflux/observable/quantum_information.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <numbers>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "quflux/core/error.h"
#include "quflux/hilbert/site_operators.h"
#include "quflux/hilbert/space.h"
#include "quflux/numerics/decompositions.h"
#include "quflux/numerics/gibbs_state.h"

namespace quflux::inline observable {
namespace {

using Indices = std::vector<Eigen::Index>;
using std::numbers::ln2;

// States have elements up to 1, Hamiltonians here up to about 10, in at most 12 dimensions: some
// hundred rounding errors of 1e-16.
constexpr double kRounding = 1e-13;

// -r ln r of an eigenvalue r = 0 that is 1e-16 by rounding, and the differences of such.
constexpr double kEntropyRounding = 1e-13;

// The square root of rounding of 1e-16, which singular mixed states may have; see concurrence().
constexpr double kRootOfRounding = 1e-7;

class Random {
 public:
  explicit Random(std::uint64_t seed) : engine_(seed) {}

  double uniform() { return std::uniform_real_distribution<double>(0, 1)(engine_); }

  Eigen::Index size(Eigen::Index smallest, Eigen::Index largest) {
    return std::uniform_int_distribution<Eigen::Index>(smallest, largest)(engine_);
  }

  Matrix matrix(Eigen::Index rows, Eigen::Index columns) {
    std::normal_distribution<double> normal;
    return Matrix::NullaryExpr(rows, columns,
                               [&] { return Complex(normal(engine_), normal(engine_)); });
  }

  Matrix hermitian(Eigen::Index d) {
    const Matrix m = matrix(d, d);
    return (m + m.adjoint()) / 2;
  }

  Matrix unitary(Eigen::Index d) {
    return Eigen::SelfAdjointEigenSolver<Matrix>(hermitian(d)).eigenvectors();
  }

  Matrix state(Eigen::Index d, Eigen::Index rank) {
    const Matrix m = matrix(d, rank);
    const Matrix rho = m * m.adjoint();
    return rho / rho.trace().real();
  }

  Matrix state(Eigen::Index d) { return state(d, size(1, d)); }

 private:
  std::mt19937_64 engine_;
};

Matrix identity(Eigen::Index d) { return Matrix::Identity(d, d); }

Matrix diagonal(const std::vector<double>& entries) {
  return Eigen::Map<const RealVector>(entries.data(), static_cast<Eigen::Index>(entries.size()))
      .cast<Complex>()
      .asDiagonal();
}

Matrix pure(const Vector& amplitudes) {
  const Vector unit = amplitudes.normalized();
  return unit * unit.adjoint();
}

Matrix superposition(const std::vector<double>& amplitudes) {
  return pure(
      Eigen::Map<const RealVector>(amplitudes.data(), static_cast<Eigen::Index>(amplitudes.size()))
          .cast<Complex>());
}

Matrix rotated(const Matrix& m, const Matrix& unitary) {
  const Matrix r = unitary * m * unitary.adjoint();
  return (r + r.adjoint()) / 2;
}

double difference(const Matrix& a, const Matrix& b) { return (a - b).cwiseAbs().maxCoeff(); }

double mean(const Matrix& op, const Matrix& state) { return (op * state).trace().real(); }

// p of the singlet and 1 - p of the equal mixture; for p > 1 three eigenvalues are below zero.
Matrix werner(double p) { return p * superposition({0, 1, -1, 0}) + (1 - p) / 4 * identity(4); }

// |00...0> + |11...1>.
Matrix ghz(Eigen::Index qubits) {
  Vector amplitudes = Vector::Zero(Eigen::Index{1} << qubits);
  amplitudes(0) = amplitudes(amplitudes.size() - 1) = 1;
  return pure(amplitudes);
}

template <class F>
std::string error_of(F&& f) {
  try {
    f();
  } catch (const Error& error) {
    return error.what();
  }
  return "no error";
}

const Matrix kNotHermitian = annihilation(2);

TEST(GibbsState, OfATwoLevelSystemHasTheBoltzmannRatio) {
  const Matrix rho = gibbs_state(1.5 * number(2), 0.5);
  const double excited = 1 / (std::exp(3.0) + 1);
  EXPECT_NEAR(rho(1, 1).real(), excited, 1e-16);
  EXPECT_NEAR(rho(0, 0).real(), 1 - excited, 1e-15);
  EXPECT_EQ(rho(0, 1), Complex(0));
}

TEST(GibbsState, IsTheEqualMixtureWhereItIsHot) {
  // Energies over the temperature are 1e-15.
  EXPECT_LT(difference(gibbs_state(number(4), 1e15), identity(4) / 4), 1e-14);
}

TEST(GibbsState, IsTheEqualMixtureOfTheGroundStatesAtZeroTemperature) {
  EXPECT_EQ(gibbs_state(diagonal({3, -2, 5, -2}), 0), diagonal({0, 0.5, 0, 0.5}));
  EXPECT_EQ(gibbs_state(Matrix::Zero(2, 2), 0), identity(2) / 2);
}

TEST(GibbsState, DoesNotOverflow) {
  for (const double temperature : {1.0, 1e-3, 1e-300, std::numeric_limits<double>::denorm_min()}) {
    EXPECT_EQ(gibbs_state(diagonal({-1e6, 1e6}), temperature), diagonal({1, 0}));
    EXPECT_EQ(gibbs_state(diagonal({1e6, 2e6}), temperature), diagonal({1, 0}));
  }
}

RC_GTEST_PROP(GibbsState, DoesNotSplitGroundStatesByRounding, (std::uint64_t seed)) {
  Random random(seed);
  const Matrix basis = random.unitary(4);
  const Matrix hamiltonian = rotated(diagonal({-7, -7, 1, 2}), basis);
  const Matrix expected = rotated(diagonal({0.5, 0.5, 0, 0}), basis);
  for (const double temperature : {0.0, 1e-20, 1e-16, 1e-3}) {
    RC_ASSERT(difference(gibbs_state(hamiltonian, temperature), expected) < kRounding);
  }
}

RC_GTEST_PROP(GibbsState, HasTheLeastFreeEnergy, (std::uint64_t seed)) {
  Random random(seed);
  const Eigen::Index d = random.size(1, 5);
  const Matrix hamiltonian = random.hermitian(d);
  const double temperature = 0.1 + random.uniform();
  const auto free_energy = [&](const Matrix& state) {
    return mean(hamiltonian, state) - temperature * entropy(state);
  };
  const Matrix gibbs = gibbs_state(hamiltonian, temperature);
  RC_ASSERT(std::abs(gibbs.trace() - 1.0) < kRounding);
  RC_ASSERT(free_energy(gibbs) <= free_energy(random.state(d)) + kEntropyRounding);
}

TEST(GibbsState, NamesTheWrongHamiltonianAndTemperature) {
  EXPECT_EQ(error_of([] { gibbs_state(number(2), -1); }),
            "the temperature is -1; it must be a finite number >= 0");
  EXPECT_EQ(error_of([] { gibbs_state(number(2), std::nan("")); }),
            "the temperature is nan; it must be a finite number >= 0");
  EXPECT_EQ(error_of([] { gibbs_state(number(2), std::numeric_limits<double>::infinity()); }),
            "the temperature is inf; it must be a finite number >= 0");
  EXPECT_EQ(error_of([] { gibbs_state(kNotHermitian, 1); }),
            "the Hamiltonian is not Hermitian: [1, 0] is 0+0i but [0, 1] is 1+0i; they must be "
            "complex conjugates");
}

TEST(Ergotropy, OfATwoLevelSystem) {
  const Matrix hamiltonian = 1.5 * number(2);
  EXPECT_EQ(ergotropy(diagonal({1, 0}), hamiltonian), 0);
  EXPECT_EQ(ergotropy(diagonal({0, 1}), hamiltonian), 1.5);
  EXPECT_NEAR(ergotropy(diagonal({0.25, 0.75}), hamiltonian), 0.75, kRounding);
  EXPECT_NEAR(ergotropy(identity(2) / 2, hamiltonian), 0, kRounding);
  // A superposition has the work of its coherence, and of (1 + r sigma)/2 it is w (|r| + r_z)/2.
  EXPECT_NEAR(ergotropy(superposition({1, 1}), hamiltonian), 0.75, kRounding);
  const Matrix bloch = (identity(2) + 0.3 * sigma_y() - 0.4 * sigma_z()) / 2;
  EXPECT_NEAR(ergotropy(bloch, hamiltonian), 1.5 * (0.5 - 0.4) / 2, kRounding);
}

TEST(Ergotropy, OrdersThePopulationsOfThreeLevels) {
  EXPECT_NEAR(ergotropy(diagonal({0.2, 0.5, 0.3}), diagonal({0, 1, 3})),
              (0.5 + 0.9) - (0.3 + 3 * 0.2), kRounding);
}

TEST(Ergotropy, TakesNegativeEigenvaluesAsTheyAre) {
  EXPECT_NEAR(ergotropy(diagonal({-0.1, 1.1}), number(2)), 1.1 + 0.1, kRounding);
}

RC_GTEST_PROP(Ergotropy, OfAThermalStateIsZero, (std::uint64_t seed)) {
  Random random(seed);
  const Matrix hamiltonian = random.hermitian(random.size(1, 6));
  for (const double temperature : {0.0, 0.01, 1.0, 100.0}) {
    const double work = ergotropy(gibbs_state(hamiltonian, temperature), hamiltonian);
    RC_ASSERT(work >= 0);
    RC_ASSERT(work < kRounding);
  }
}

RC_GTEST_PROP(Ergotropy, IsTheWorkToAPassiveStateWhateverTheUnitary, (std::uint64_t seed)) {
  Random random(seed);
  const Eigen::Index d = random.size(1, 6);
  const Matrix hamiltonian = random.hermitian(d);
  const Matrix state = random.state(d);
  const Matrix unitary = random.unitary(d);
  const double work = ergotropy(state, hamiltonian);
  // A unitary takes work out, and what is left can still be taken out.
  const Matrix after = rotated(state, unitary);
  const double taken = mean(hamiltonian, state) - mean(hamiltonian, after);
  RC_ASSERT(taken <= work + kRounding);
  RC_ASSERT(std::abs(work - taken - ergotropy(after, hamiltonian)) < kRounding);
  // Another basis, another zero of energy.
  RC_ASSERT(std::abs(ergotropy(after, rotated(hamiltonian, unitary)) - work) < kRounding);
  RC_ASSERT(std::abs(ergotropy(state, hamiltonian + 3 * identity(d)) - work) < kRounding);
}

TEST(Ergotropy, NamesTheWrongMatrix) {
  EXPECT_EQ(error_of([] { ergotropy(identity(2) / 2, number(3)); }),
            "the state is 2 x 2; it must be 3 x 3, the dimension of the Hamiltonian");
  EXPECT_THROW(ergotropy(kNotHermitian, number(2)), Error);
  EXPECT_THROW(ergotropy(identity(2) / 2, kNotHermitian), Error);
}

TEST(L1Coherence, SumsTheElementsOffTheDiagonal) {
  Matrix state(2, 2);
  state << 0.5, Complex(0.3, 0.4) / 2.0, Complex(0.3, -0.4) / 2.0, 0.5;
  EXPECT_NEAR(l1_coherence(state), 0.5, 1e-15);
  EXPECT_EQ(l1_coherence(diagonal({0.2, 0.3, 0.5})), 0);
}

TEST(L1Coherence, IsLargestForTheEqualSuperposition) {
  for (const Eigen::Index d : {1, 2, 5, 12}) {
    EXPECT_NEAR(l1_coherence(pure(Vector(Vector::Ones(d)))), static_cast<double>(d - 1), kRounding);
  }
}

RC_GTEST_PROP(L1Coherence, DoesNotDependOnPhasesNorOrderOfTheBasis, (std::uint64_t seed)) {
  Random random(seed);
  const Eigen::Index d = random.size(1, 6);
  const Matrix state = random.state(d);
  Matrix change = identity(d).rowwise().reverse();
  for (Eigen::Index i = 0; i < d; ++i) change.row(i) *= std::polar(1.0, 7 * random.uniform());
  RC_ASSERT(std::abs(l1_coherence(rotated(state, change)) - l1_coherence(state)) < kRounding);
  RC_ASSERT(l1_coherence(state) <= static_cast<double>(d - 1) + kRounding);
}

TEST(L1Coherence, RejectsWhatIsNoState) {
  EXPECT_THROW(l1_coherence(kNotHermitian), Error);
  EXPECT_THROW(l1_coherence(Matrix(0, 0)), Error);
}

RC_GTEST_PROP(PartialTrace, OfAProductLeavesTheFactors, (std::uint64_t seed)) {
  Random random(seed);
  const HilbertSpace space{{2, 3, 2}};
  const Matrix a = random.state(2);
  const Matrix b = random.state(3);
  const Matrix c = random.state(2);
  const Matrix state = kron(a, kron(b, c));
  RC_ASSERT(difference(partial_trace(state, space, {0}), a) < kRounding);
  RC_ASSERT(difference(partial_trace(state, space, {1}), b) < kRounding);
  RC_ASSERT(difference(partial_trace(state, space, {2}), c) < kRounding);
  RC_ASSERT(difference(partial_trace(state, space, {0, 1}), kron(a, b)) < kRounding);
  RC_ASSERT(difference(partial_trace(state, space, {0, 2}), kron(a, c)) < kRounding);
  RC_ASSERT(difference(partial_trace(state, space, {2, 0}), kron(a, c)) < kRounding);
  RC_ASSERT(difference(partial_trace(state, space, {}), identity(1)) < kRounding);
  RC_ASSERT(partial_trace(state, space, {0, 1, 2}) == state);
}

RC_GTEST_PROP(PartialTrace, KeepsTheMeanValues, (std::uint64_t seed)) {
  Random random(seed);
  const HilbertSpace space{{2, 3, 2}};
  const Matrix state = random.state(dimension(space));
  for (const Eigen::Index site : {0, 1, 2}) {
    const Matrix op = random.hermitian(space.dimensions[static_cast<std::size_t>(site)]);
    RC_ASSERT(std::abs(mean(embed(space, site, op), state) -
                       mean(op, partial_trace(state, space, {site}))) < kRounding);
  }
  const Matrix two = partial_trace(state, space, {1, 2});
  RC_ASSERT(difference(partial_trace(two, {{3, 2}}, {0}), partial_trace(state, space, {1})) <
            kRounding);
}

TEST(PartialTrace, NamesTheWrongSiteAndTheWrongDimension) {
  const HilbertSpace space{{2, 2}};
  const Matrix state = identity(4) / 4;
  EXPECT_EQ(error_of([&] { partial_trace(state, space, {2}); }),
            "site 2 does not exist; the space has sites 0 to 1");
  EXPECT_EQ(error_of([&] {
              partial_trace(state, space, {0, -1});
            }),
            "site -1 does not exist; the space has sites 0 to 1");
  EXPECT_EQ(error_of([&] { partial_trace(identity(1), {}, {0}); }),
            "site 0 does not exist; the space has no sites");
  EXPECT_EQ(error_of([&] {
              partial_trace(state, space, {1, 1});
            }),
            "site 1 is given twice; give it once");
  EXPECT_EQ(error_of([&] {
              partial_trace(state, {{2, 3}}, {0});
            }),
            "the state is 4 x 4; it must be 6 x 6, the dimension of the space");
  EXPECT_EQ(error_of([&] { partial_trace(state, {{0}}, {0}); }),
            "site 0 has 0 levels; it must have at least 1");
  EXPECT_THROW(partial_trace(kNotHermitian, {{2}}, {0}), Error);
}

TEST(Concurrence, OfBellStatesIsOne) {
  for (const Matrix& bell : {superposition({1, 0, 0, 1}), superposition({1, 0, 0, -1}),
                             superposition({0, 1, 1, 0}), superposition({0, 1, -1, 0})}) {
    EXPECT_NEAR(concurrence(bell), 1, kRounding);
  }
}

TEST(Concurrence, OfWernerStatesGrowsFromAThird) {
  for (const double p : {0.0, 0.2, 1.0 / 3, 0.334, 0.5, 0.9, 1.0}) {
    EXPECT_NEAR(concurrence(werner(p)), std::max(0.0, (3 * p - 1) / 2), kRounding);
  }
}

TEST(Concurrence, IsThatOfTheStateWithoutItsNegativeEigenvalues) {
  EXPECT_NEAR(concurrence(werner(1.1)), (1 + 3 * 1.1) / 4, kRounding);
  // Only the first population is above zero.
  EXPECT_NEAR(concurrence(diagonal({1.3, -0.1, -0.1, -0.1})), 0, kRounding);
}

TEST(Concurrence, IsAccurateForTinyPopulations) {
  // A cold pair: 2 (|c| - sqrt(p_00 p_11)).
  for (const double small : {1e-4, 1e-11, 1e-30}) {
    Matrix state = diagonal({1, small, small, small * small / 100});
    state(1, 2) = Complex(0, 0.9 * small);
    state(2, 1) = Complex(0, -0.9 * small);
    const double expected = 2 * (0.9 - 0.1) * small;
    EXPECT_NEAR(concurrence(state), expected, 1e-14 * expected);
  }
}

TEST(Concurrence, SurvivesRoundingBetweenTinyPopulations) {
  // The noise is far larger than what positive matrices allow between these populations.
  Matrix state = diagonal({1, 0, 0, 1e-30});
  state(1, 3) = state(3, 1) = 1e-17;
  state(2, 3) = state(3, 2) = 1e-17;
  EXPECT_NEAR(concurrence(state), 0, 1e-16);
}

RC_GTEST_PROP(Concurrence, ScalesWithTheDeterminantsOfLocalFilters, (std::uint64_t seed)) {
  Random random(seed);
  const Matrix state = 0.9 * random.state(4, 1) + 0.025 * identity(4);
  const double expected = concurrence(state);
  // Populations down to 1e-40, with coherences between all of them. Not even then does rounding
  // hide any: eigenvectors of the whole state would be exact to 1e-16 of the largest one only.
  for (const double small : {1e-4, 1e-10}) {
    const Matrix filter = diagonal({1, small, small / 2, small * small / 2});
    const Matrix filtered = filter * state * filter;
    const double trace = filtered.trace().real();
    const double determinants = small * small / 2;
    RC_ASSERT(std::abs(concurrence(filtered / trace) * trace / determinants - expected) <
              kRounding);
  }
}

RC_GTEST_PROP(Concurrence, OfAPureStateIsTheDeterminant, (std::uint64_t seed)) {
  Random random(seed);
  Vector amplitudes = random.matrix(4, 1).normalized();
  const auto expected = [&] {
    return 2 * std::abs(amplitudes(0) * amplitudes(3) - amplitudes(1) * amplitudes(2));
  };
  RC_ASSERT(std::abs(concurrence(pure(amplitudes)) - expected()) < kRounding);
  // Close to a product, where the roots of eigenvalues see nothing below 1e-8.
  const Vector product = kron(random.matrix(2, 1), random.matrix(2, 1)).normalized();
  amplitudes = (product + 1e-11 * amplitudes).normalized();
  RC_ASSERT(std::abs(concurrence(pure(amplitudes)) - expected()) < kRounding);
}

RC_GTEST_PROP(Concurrence, OfXStatesHasAClosedForm, (std::uint64_t seed)) {
  Random random(seed);
  const Matrix outer = random.state(2);
  const Matrix inner = random.state(2);
  const double weight = random.uniform();
  Matrix state = Matrix::Zero(4, 4);
  for (const Eigen::Index i : {0, 1}) {
    for (const Eigen::Index j : {0, 1}) {
      state(3 * i, 3 * j) = weight * outer(i, j);
      state(1 + i, 1 + j) = (1 - weight) * inner(i, j);
    }
  }
  const auto root = [&](Eigen::Index i, Eigen::Index j) {
    return std::sqrt(state(i, i).real() * state(j, j).real());
  };
  const double expected =
      2 * std::max({0.0, std::abs(state(0, 3)) - root(1, 2), std::abs(state(1, 2)) - root(0, 3)});
  RC_ASSERT(std::abs(concurrence(state) - expected) < kRounding);
}

RC_GTEST_PROP(Concurrence, OfAProductIsZero, (std::uint64_t seed)) {
  Random random(seed);
  RC_ASSERT(concurrence(kron(random.state(2), random.state(2))) < kRootOfRounding);
}

RC_GTEST_PROP(Concurrence, DoesNotDependOnTheBasesOfTheQubits, (std::uint64_t seed)) {
  Random random(seed);
  const Matrix local = kron(random.unitary(2), random.unitary(2));
  Matrix swap = identity(4);
  swap.col(1).swap(swap.col(2));
  const auto check = [&](const Matrix& state, double accuracy) {
    const double expected = concurrence(state);
    RC_ASSERT(std::abs(concurrence(rotated(state, local)) - expected) < accuracy);
    RC_ASSERT(std::abs(concurrence(rotated(state, swap)) - expected) < accuracy);
  };
  check(random.state(4), kRootOfRounding);
  check(random.state(4, 1), kRounding);
  check(0.9 * random.state(4) + 0.025 * identity(4), kRounding);
  // Three eigenvalues are below zero.
  check(1.2 * random.state(4, 1) - 0.05 * identity(4), kRootOfRounding);
}

TEST(Concurrence, IsOfTwoQubitsOnly) {
  EXPECT_EQ(error_of([] { concurrence(identity(3) / 3); }),
            "the state is 3 x 3; it must be 4 x 4, the dimension of two qubits");
  EXPECT_THROW(concurrence(annihilation(4)), Error);
}

TEST(Entropy, OfKnownStates) {
  EXPECT_NEAR(entropy(identity(3) / 3), std::log(3.0), kRounding);
  EXPECT_NEAR(entropy(diagonal({0.25, 0.75})), 2 * ln2 - 0.75 * std::log(3.0), kRounding);
  EXPECT_NEAR(entropy(superposition({1, 2, -3})), 0, kEntropyRounding);
  EXPECT_EQ(entropy(identity(1)), 0);
}

TEST(Entropy, CountsNegativeEigenvaluesAsZero) {
  EXPECT_NEAR(entropy(diagonal({0.5, -0.1, 0.6})), 0.5 * ln2 - 0.6 * std::log(0.6), kRounding);
}

RC_GTEST_PROP(Entropy, DoesNotDependOnTheBasisAndIsAdditive, (std::uint64_t seed)) {
  Random random(seed);
  const Matrix a = random.state(3);
  const Matrix b = random.state(4);
  RC_ASSERT(std::abs(entropy(rotated(a, random.unitary(3))) - entropy(a)) < kEntropyRounding);
  RC_ASSERT(std::abs(entropy(kron(a, b)) - entropy(a) - entropy(b)) < kEntropyRounding);
}

TEST(Entropy, RejectsWhatIsNoState) {
  EXPECT_EQ(error_of([] { entropy(Matrix::Zero(2, 3)); }),
            "the state has 2 rows and 3 columns; it must be a square matrix");
}

TEST(MutualInformation, OfAGhzStateIsTheSameForEveryPart) {
  const HilbertSpace space{{2, 2, 2, 2}};
  for (const Indices& part : {Indices{0}, {2}, {0, 1}, {0, 2}, {3, 1}, {1, 2, 3}}) {
    EXPECT_NEAR(mutual_information(ghz(4), space, part), 2 * ln2, kEntropyRounding);
  }
  for (const Indices& part : {Indices{}, {0, 1, 2, 3}}) {
    EXPECT_NEAR(mutual_information(ghz(4), space, part), 0, kEntropyRounding);
  }
}

TEST(MutualInformation, OfClassicalCorrelationIsOneBit) {
  EXPECT_NEAR(mutual_information(diagonal({0.5, 0, 0, 0.5}), {{2, 2}}, {0}), ln2, kRounding);
}

RC_GTEST_PROP(MutualInformation, OfAProductIsZero, (std::uint64_t seed)) {
  Random random(seed);
  const Matrix state = kron(random.state(2), random.state(6));
  RC_ASSERT(std::abs(mutual_information(state, {{2, 3, 2}}, {0})) < kEntropyRounding);
}

RC_GTEST_PROP(MutualInformation, IsPositiveSymmetricAndWithoutLocalBases, (std::uint64_t seed)) {
  Random random(seed);
  const HilbertSpace space{{2, 3, 2}};
  const Matrix state = random.state(12);
  const double information = mutual_information(state, space, {0, 2});
  RC_ASSERT(information >= -kEntropyRounding);
  RC_ASSERT(std::abs(mutual_information(state, space, {1}) - information) < kEntropyRounding);
  const Matrix local = kron(random.unitary(2), kron(random.unitary(3), random.unitary(2)));
  RC_ASSERT(std::abs(mutual_information(rotated(state, local), space, {2, 0}) - information) <
            kEntropyRounding);
}

TEST(MutualInformation, NamesTheWrongSiteAndTheWrongDimension) {
  EXPECT_EQ(error_of([] {
              mutual_information(ghz(2), {{2, 2}}, {2});
            }),
            "site 2 does not exist; the space has sites 0 to 1");
  EXPECT_EQ(error_of([] {
              mutual_information(ghz(2), {{2, 2}}, {0, 0});
            }),
            "site 0 is given twice; give it once");
  EXPECT_EQ(error_of([] { mutual_information(ghz(2), {{3}}, {0}); }),
            "the state is 4 x 4; it must be 3 x 3, the dimension of the space");
}

TEST(TraceDistance, OfKnownStates) {
  const Matrix ground = superposition({1, 0});
  EXPECT_EQ(trace_distance(ground, ground), 0);
  EXPECT_NEAR(trace_distance(ground, superposition({0, 1})), 1, kRounding);
  EXPECT_NEAR(trace_distance(superposition({1, 2, 2}), superposition({2, 1, -2})), 1, kRounding);
  EXPECT_NEAR(trace_distance(ground, identity(2) / 2), 0.5, kRounding);
  EXPECT_NEAR(trace_distance(diagonal({-0.1, 1.1}), superposition({0, 1})), 0.1, kRounding);
}

RC_GTEST_PROP(TraceDistance, OfPureStatesIsThatOfTheirOverlap, (std::uint64_t seed)) {
  Random random(seed);
  const Vector a = random.matrix(4, 1).normalized();
  const Vector b = random.matrix(4, 1).normalized();
  RC_ASSERT(std::abs(trace_distance(pure(a), pure(b)) - std::sqrt(1 - std::norm(a.dot(b)))) <
            kRounding);
}

RC_GTEST_PROP(TraceDistance, IsADistanceThatLocalStatesDoNotExceed, (std::uint64_t seed)) {
  Random random(seed);
  const Matrix a = random.state(6);
  const Matrix b = random.state(6);
  const Matrix c = random.state(6);
  const double distance = trace_distance(a, b);
  RC_ASSERT(std::abs(trace_distance(b, a) - distance) < kRounding);
  RC_ASSERT(distance <= trace_distance(a, c) + trace_distance(c, b) + kRounding);
  const Matrix unitary = random.unitary(6);
  RC_ASSERT(std::abs(trace_distance(rotated(a, unitary), rotated(b, unitary)) - distance) <
            kRounding);
  const auto local = [](const Matrix& state) { return partial_trace(state, {{2, 3}}, {1}); };
  RC_ASSERT(trace_distance(local(a), local(b)) <= distance + kRounding);
}

TEST(TraceDistance, NamesTheWrongState) {
  EXPECT_EQ(error_of([] { trace_distance(identity(2) / 2, identity(3) / 3); }),
            "the second state is 3 x 3; it must be 2 x 2, the dimension of the first");
  EXPECT_EQ(error_of([] { trace_distance(Matrix(0, 0), identity(2) / 2); }),
            "the first state has 0 rows and 0 columns; it must be a square matrix");
  EXPECT_EQ(error_of([] { trace_distance(identity(2) / 2, kNotHermitian); }),
            "the second state is not Hermitian: [1, 0] is 0+0i but [0, 1] is 1+0i; they must be "
            "complex conjugates");
}

}  // namespace
}  // namespace quflux::inline observable
