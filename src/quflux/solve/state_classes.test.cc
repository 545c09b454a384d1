#include "quflux/solve/state_classes.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "quflux/method/master_equation/make_generator.h"
#include "quflux/solve/steady_state.h"
#include "quflux/solve/testing.h"

namespace quflux::inline solve {
namespace {

std::vector<std::size_t> sizes(const StateClasses& classes) {
  std::vector<std::size_t> result;
  for (const auto& members : classes.members) result.push_back(members.size());
  return result;
}

double uniform(Eigen::Index) { return 1; }

TEST(StateClasses, AreNumbersWhereThoseStay) {
  const Generator generator =
      make_generator(two_level_chain(4, 0.1, 0.02, uniform), kPartialSecular);
  EXPECT_THAT(sizes(find_classes(generator, kNegligible)),
              testing::UnorderedElementsAre(1, 4, 6, 4, 1));
}

TEST(StateClasses, AreTwoParitiesForTermsThatDoNotConserve) {
  const Generator generator = make_generator(two_level_chain(4, 0.1, 0.02, uniform), kRedfield);
  EXPECT_THAT(sizes(find_classes(generator, kNegligible)), testing::ElementsAre(8, 8));
}

TEST(StateClasses, AreSingleStatesWherePopulationsAreAll) {
  const System system =
      two_level_chain(4, 0.1, 0.03, [](Eigen::Index i) { return 1 + 0.13 * double(i * i); });
  const StateClasses classes = find_classes(make_generator(system, kGlobal), kNegligible);
  EXPECT_EQ(classes.size(), 16U);
  for (Eigen::Index i = 0; i < 16; ++i) {
    const auto state = static_cast<std::size_t>(i);
    EXPECT_EQ(classes.members[static_cast<std::size_t>(classes.of[state])],
              std::vector<Eigen::Index>{i});
    EXPECT_EQ(classes.place[state], 0);
  }
}

// At zz = 0.1 some transitions of a chain of six have the sign of the opposite change of the
// number, by elements of 3e-5, and so parity is all that stays.
TEST(StateClasses, OfElementsThatDoNotCountAreFinerAndTheirErrorIsKnown) {
  const Generator generator =
      make_generator(two_level_chain(6, 0.1, 0.1, uniform), kPartialSecular);
  EXPECT_THAT(sizes(find_classes(generator, kNegligible)), testing::ElementsAre(32, 32));
  const StateClasses numbers = find_classes(generator, 1e-4);
  EXPECT_THAT(sizes(numbers), testing::UnorderedElementsAre(1, 6, 15, 20, 15, 6, 1));

  // Its effect is known from a solution with two parities by other means: 6e-15 of the state, some
  // 1e-16 as a rate.
  const RealVector populations = IterativeState(generator).state().diagonal().real();
  const RealVector decays = RealVector::Constant(64, 0.01);
  const double rate = rate_of_left_out(generator, numbers, populations, decays);
  EXPECT_GT(rate, 1e-16);
  EXPECT_LT(rate, 1e-13);
  EXPECT_EQ(rate_of_left_out(generator, find_classes(generator, 1e-14), populations, decays), 0);
}

}  // namespace
}  // namespace quflux::inline solve
