#include "quflux/solve/near_eigenvalues.h"

#include <algorithm>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "quflux/core/error.h"
#include "quflux/method/master_equation/make_generator.h"
#include "quflux/method/master_equation/universal_lindblad.h"
#include "quflux/model/random_system.h"
#include "quflux/numerics/lapack.h"
#include "quflux/solve/sectors.h"
#include "quflux/solve/testing.h"

namespace quflux::inline solve {
namespace {

using Eigen::Index;

std::vector<Complex> closest(const Vector& values, Complex target, Index count) {
  std::vector<Complex> sorted(values.begin(), values.end());
  std::ranges::sort(sorted, {}, [&](Complex z) { return std::abs(z - target); });
  sorted.resize(static_cast<std::size_t>(count));
  return sorted;
}

// The largest distance of a found eigenvalue from those of the matrix, times its rigidity: by how
// much the matrix is wrong whose eigenvalue it is.
double backward_error(const NearEigenvalues& found, const Vector& all) {
  double most = 0;
  for (Index i = 0; i < found.values.size(); ++i) {
    const double off = (all.array() - found.values(i)).abs().minCoeff();
    most = std::max(most, off * found.rigidity(i));
  }
  return most;
}

// Both ways are wrong by the rounding of matrices of norm 10 or so; sums of many are.
constexpr double kRounding = 2e-12;

void expect_that_of_the_whole_matrix(const Generator& generator, Complex target, Index count,
                                     Index factorised) {
  const Matrix l = superoperator(generator);
  const Vector all = eigenvalues(l);
  const NearEigenvalues found = near_eigenvalues(generator, target, count, factorised);
  ASSERT_EQ(found.values.size(), count);
  EXPECT_LE(backward_error(found, all), kRounding);
  // Distances tell that none was passed over; what meets is known to a root of rounding.
  const std::vector<Complex> expected = closest(all, target, count);
  for (Index i = 0; i < count; ++i) {
    const double error = 1e-9 + kRounding / std::max(found.rigidity(i), 1e-6);
    EXPECT_NEAR(std::abs(found.values(i) - target),
                std::abs(expected[static_cast<std::size_t>(i)] - target), error);
  }
  // Left and right vectors are those of L in the basis of the model.
  for (Index i = 0; i < count; ++i) {
    const Index d = generator.energies.size();
    const Matrix rho = to_energy_basis(generator, found.right.col(i).reshaped(d, d));
    const Matrix left = to_energy_basis(generator, found.left.row(i).adjoint().reshaped(d, d));
    const Vector x = rho.reshaped();
    const Vector y = left.reshaped();
    EXPECT_LE((l * x - found.values(i) * x).norm(), 1e-11);
    EXPECT_LE((l.adjoint() * y - std::conj(found.values(i)) * y).norm(), 1e-10 * y.norm());
  }
  const Matrix unity = found.left * found.right;
  EXPECT_LE((unity - Matrix::Identity(count, count)).norm(), 1e-9 / found.rigidity.minCoeff());
}

RC_GTEST_PROP(NearEigenvalues, AreThoseOfTheWholeMatrix, (std::uint64_t seed)) {
  System system = random_system(seed, 5);
  system.uncoupled_hamiltonian = Matrix(system.hamiltonian.diagonal().asDiagonal());
  std::mt19937_64 engine(seed);
  std::uniform_real_distribution<double> uniform(-1, 1);
  const Index d = system.hamiltonian.rows();
  for (const MasterEquation& equation :
       {kLocal, kGlobal, kPartialSecular, kRedfield, kUniversalLindblad}) {
    const Generator generator = make_generator(system, equation);
    const Complex target(-0.05 * std::abs(uniform(engine)), uniform(engine));
    expect_that_of_the_whole_matrix(generator, target, std::min<Index>(4, d * d), 20);
  }
}

Generator chain(Index sites, const MasterEquation& equation, const EquationOptions& options = {}) {
  return make_generator(two_level_chain(sites, 0.1, 0.03, [](Index) { return 1.0; }), equation,
                        options);
}

// By iteration: sectors of a chain of four have 56 to 128 numbers. A small preconditioner makes it
// hard.
TEST(NearEigenvalues, OfAChainAreThoseOfTheWholeMatrix) {
  for (const MasterEquation& equation :
       {kLocal, kGlobal, kPartialSecular, kRedfield, kUniversalLindblad}) {
    const Generator generator = chain(4, equation);
    for (const Complex target : {Complex(0), Complex(-0.03, 1.02)}) {
      expect_that_of_the_whole_matrix(generator, target, 6, 20);
    }
  }
}

TEST(NearEigenvalues, KnowTheLambShift) {
  EquationOptions options;
  options.lamb_shift = true;
  for (const MasterEquation& equation : {kPartialSecular, kRedfield}) {
    expect_that_of_the_whole_matrix(chain(3, equation, options), {-0.01, -0.9}, 5, 16);
  }
}

// Of an eigenvalue itself, that of the stationary state; and that sectors far away are ruled out
// does not lose any of its two neighbours, which are of one distance.
TEST(NearEigenvalues, OfZeroHaveTheStationaryState) {
  const NearEigenvalues found = near_eigenvalues(chain(5, kPartialSecular), 0, 3, 60);
  EXPECT_LE(std::abs(found.values(0)), 1e-13);
  EXPECT_TRUE(found.populations[0]);
  EXPECT_NEAR(found.values(1).real(), -0.00247317455635, 1e-13);
  EXPECT_LE(found.errors.maxCoeff(), 1e-10);
}

TEST(NearEigenvalues, SayHowManyThereAre) {
  const Generator generator = chain(2, kLocal);
  for (const auto& [count, message] :
       {std::pair(0, "the number of eigenvalues is 0; allowed are 1 to 16"),
        std::pair(17, "the number of eigenvalues is 17; allowed are 1 to 16")}) {
    try {
      near_eigenvalues(generator, 0, count);
      FAIL();
    } catch (const Error& error) {
      EXPECT_STREQ(error.what(), message);
    }
  }
}

// The sectors of a number of excitations, its difference from -4 to 4, and of a parity.
TEST(Sectors, AreThoseOfWhatIsKept) {
  EXPECT_EQ(find_sectors(chain(4, kPartialSecular)).sectors.size(), 9U);
  EXPECT_EQ(find_sectors(chain(4, kRedfield)).sectors.size(), 2U);
  Index numbers = 0;
  Index with_populations = 0;
  for (const Sector& sector : find_sectors(chain(4, kPartialSecular)).sectors) {
    numbers += sector.size;
    if (!sector.populations) continue;
    ++with_populations;
    EXPECT_EQ(sector.size, 70);  // 8! / (4! 4!)
  }
  EXPECT_EQ(numbers, 256);
  EXPECT_EQ(with_populations, 1);
}

}  // namespace
}  // namespace quflux::inline solve
