#include "quflux/solve/block_generator.h"

#include <gtest/gtest.h>

#include "quflux/method/master_equation/make_generator.h"
#include "quflux/model/random_system.h"
#include "quflux/solve/testing.h"

namespace quflux::inline solve {
namespace {

using Eigen::Index;

// Products of matrices of 64 rows add some hundred roundings of elements of order one.
constexpr double kRounding = 1e-14;

// A Hermitian matrix that is block diagonal in the classes.
Matrix random_blocks(const StateClasses& classes, Index d, std::uint64_t seed) {
  std::mt19937_64 engine(seed);
  const Matrix all = random_hermitian(engine, d, 1);
  Matrix result = Matrix::Zero(d, d);
  for (const auto& members : classes.members) result(members, members) = all(members, members);
  return result;
}

template <class Scalar>
void expect_products_as_elements(const Generator& generator, double weak, double tolerance) {
  const StateClasses classes = find_classes(generator, weak);
  BlockGenerator<Scalar> blocks(generator, classes);
  const Matrix rho = random_blocks(classes, generator.energies.size(), 5);
  const RealVector x = blocks.numbers(rho);
  EXPECT_NEAR(x.norm(), rho.norm(), kRounding * rho.norm());
  EXPECT_LE((blocks.state(x) - rho).norm(), kRounding * rho.norm());

  RealVector y;
  blocks.apply(x, y);
  Matrix expected;
  find_derivative(generator, rho, expected);
  for (const auto& members : classes.members) {
    EXPECT_LE((blocks.state(y) - expected)(members, members).norm(), tolerance * rho.norm());
  }
  blocks.prepare_single();
  RealVector coarse;
  blocks.apply(x, coarse, Precision::single);
  EXPECT_LE((coarse - y).norm(), 1e-6 * y.norm());  // some roundings of 6e-8
  EXPECT_GE((coarse - y).norm(), 1e-12 * y.norm());
  FlowSums<double> flows;
  FlowSums<double> all;
  blocks.find_flows(x, flows);
  find_energy_flows(generator, rho, all);
  EXPECT_LE((flows.flows - all.flows).cwiseAbs().maxCoeff(), tolerance * all.sizes.maxCoeff());
}

TEST(BlockGenerator, HasTheProductsOfTheGenerator) {
  const System uniform = two_level_chain(5, 0.1, 0.02, [](Index) { return 1.0; });
  const System graded = two_level_chain(5, 0.1, 0.02, [](Index i) { return 1 + 0.11 * double(i); });
  for (const MasterEquation& equation : {kGlobal, kLocal, kPartialSecular, kRedfield}) {
    expect_products_as_elements<double>(make_generator(uniform, equation), kNegligible, kRounding);
    expect_products_as_elements<double>(make_generator(graded, equation), kNegligible, kRounding);
  }
  EquationOptions shifted;
  shifted.lamb_shift = true;
  expect_products_as_elements<Complex>(make_generator(uniform, kPartialSecular, shifted),
                                       kNegligible, kRounding);
  for (std::uint64_t seed = 1; seed < 6; ++seed) {
    expect_products_as_elements<Complex>(make_generator(random_system(seed), kRedfield),
                                         kNegligible, kRounding);
  }
}

// Elements between classes keep what they do within them, by jumps of few rows and columns.
TEST(BlockGenerator, KeepsWhatElementsBetweenClassesDoWithinThem) {
  const System system = two_level_chain(6, 0.1, 0.1, [](Index) { return 1.0; });
  const Generator generator = make_generator(system, kPartialSecular);
  expect_products_as_elements<double>(generator, 1e-4, kRounding);
  const BlockGenerator<double> blocks(generator, find_classes(generator, 1e-4));
  EXPECT_TRUE(std::ranges::any_of(blocks.jumps(),
                                  [&](const auto& jump) { return !blocks.is_whole(jump); }));
}

}  // namespace
}  // namespace quflux::inline solve
