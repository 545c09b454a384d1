#include "quflux/validity/compare.h"

#include <cmath>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace quflux::inline validity {
namespace {

using testing::HasSubstr;

// Two sites with position coupling and an Ohmic bath at each.
Study pair(const Site& a, const Site& b, double coupling, double coefficient, double cold,
           double hot) {
  Study study;
  study.model.sites = {a, b};
  study.model.couplings = {{"k", CouplingKind::position, {a.name, b.name}, {}, coupling}};
  const PowerLaw density{coefficient, 1, 5};
  study.model.baths = {
      {.name = "c", .sites = {a.name}, .temperature = cold, .spectral_density = density},
      {.name = "h", .sites = {b.name}, .temperature = hot, .spectral_density = density}};
  return study;
}

Study atoms(double coupling, double coefficient, double cold, double hot) {
  return pair({"a", TwoLevel{1}}, {"b", TwoLevel{1.5}}, coupling, coefficient, cold, hot);
}

std::vector<Comparison> comparisons(Study study, const char* name) {
  study.equations = {equation(name)};
  const Plan plan = make_plan(study);
  return Comparer(study, plan, 0.01).compare(0);
}

TEST(Comparer, ComparesFlowsWithThoseOfTheRowThatIsApproximated) {
  const std::vector<Comparison> all = comparisons(atoms(0.1, 0.001, 0.3, 0.6), "global");
  ASSERT_EQ(all.size(), 2U);
  EXPECT_EQ(all[0].reference.label, "redfield");
  EXPECT_EQ(all[0].verdict, Verdict::good);
  EXPECT_GT(all[0].difference, 0);
  // Two-level systems have no exact current.
  EXPECT_EQ(all[1].reference.label, "exact");
  EXPECT_THAT(all[1].obstacle, HasSubstr("there is no exact current"));
  EXPECT_EQ(comparisons(atoms(0.1, 0.001, 0.3, 0.6), "local")[0].verdict, Verdict::bad);
}

// Redfield's equation has a Lamb shift where all are given one; the universal Lindblad equation
// knows none.
TEST(Comparer, ComparesLikeWithLike) {
  Study study = atoms(0.1, 0.2, 0.3, 0.6);
  const Comparison own = comparisons(study, "universal_lindblad")[0];
  study.options["lamb_shift"] = true;
  const Comparison with = comparisons(study, "universal_lindblad")[0];
  EXPECT_EQ(with.difference, own.difference);
  EXPECT_THAT(with.without, testing::ElementsAre("lamb_shift"));
  EXPECT_THAT(own.without, testing::IsEmpty());
  EXPECT_THAT(comparisons(study, "partial_secular")[0].without, testing::IsEmpty());
  study.options["lamb_shift"] = false;  // as it is without a word
  EXPECT_THAT(comparisons(study, "universal_lindblad")[0].without, testing::IsEmpty());
}

TEST(Comparer, SaysWhereNothingFlows) {
  const Comparison equal = comparisons(atoms(0.1, 0.001, 0.5, 0.5), "global")[0];
  EXPECT_EQ(equal.obstacle, "");
  EXPECT_EQ(equal.verdict, std::nullopt);
  // Local baths of equal temperature at different frequencies drive a flow that is none.
  const Comparison local = comparisons(atoms(0.1, 0.001, 0.5, 0.5), "local")[0];
  EXPECT_EQ(local.verdict, Verdict::bad);
  EXPECT_TRUE(std::isinf(local.difference));
}

TEST(Comparer, DoesNotMeasureByAStateThatIsNone) {
  EXPECT_THAT(comparisons(atoms(0.4, 0.9, 0.02, 0.1), "global")[0].obstacle,
              HasSubstr("does not keep the state positive"));
}

TEST(Comparer, TakesTheExactFlowsOfOscillators) {
  const Study oscillators =
      pair({"a", Oscillator{1, 3}}, {"b", Oscillator{1.5, 3}}, 0.1, 0.001, 0.3, 0.6);
  const std::vector<Comparison> all = comparisons(oscillators, "redfield");
  ASSERT_EQ(all.size(), 1U);
  EXPECT_EQ(all[0].reference.label, "exact");
  EXPECT_EQ(all[0].verdict, Verdict::good);
}

}  // namespace
}  // namespace quflux::inline validity
