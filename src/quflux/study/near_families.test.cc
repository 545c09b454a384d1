#include "quflux/study/near_families.h"

#include <algorithm>
#include <cmath>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "quflux/core/error.h"
#include "quflux/files/read_model_file.h"
#include "quflux/study/eigenvalues.h"
#include "quflux/study/transition.h"

namespace quflux::inline study {
namespace {

using Eigen::Index;
using testing::HasSubstr;

const std::string kStrength = "coupling.atom1.strength";

Study chain(const std::vector<Setting>& settings = {}) {
  return read_model_file(QUFLUX_TESTDATA "/models/near_chain.toml", settings);
}

// -(sum of x_i over S + sum of x_j^* over T) with one or two of each: what the local equation makes
// of the amplitudes of exchange-coupled atoms, among what keeps the number of excitations.
std::vector<Complex> sums_of(const Vector& x) {
  std::vector<Complex> ones;
  std::vector<Complex> twos;
  for (Index i = 0; i < x.size(); ++i) {
    ones.push_back(x(i));
    for (Index j = 0; j < i; ++j) twos.push_back(x(i) + x(j));
  }
  std::vector<Complex> sums{0};
  for (const auto& parts : {ones, twos}) {
    for (const Complex a : parts) {
      for (const Complex b : parts) sums.push_back(-(a + std::conj(b)));
    }
  }
  return sums;
}

// 128 dimensions, where the generator has 16,384 eigenvalues. At this target those of three of each
// are farther away. Sectors are iterated: the largest has 3,432 numbers.
TEST(NearFamilies, OfAChainOfSevenAreSumsOfAmplitudes) {
  const Study study = chain({"chain.atom.count=7", "bath.hot.site=\"atom7\"",
                             "bath.hot.spectral_density.coefficient=0.01",
                             "bath.cold.spectral_density.coefficient=0.004"});
  const NearTarget near{Complex(-0.0012, 0.0333), 5};
  const Equation& local = study.equations.front();
  const Vector x =
      eigenvalues_of(amplitude_family(study, kStrength, local)(parameter(study.model, kStrength)));
  std::vector<Complex> expected = sums_of(x);
  std::ranges::sort(expected, {}, [&](Complex z) { return std::abs(z - near.value); });
  const Eigensystem found = near_eigensystem(study, local, near);
  for (Index i = 0; i < near.count; ++i) {
    // The rounding of energies of 7 over the rigidity of eigenvalues, 0.1 and more here.
    EXPECT_NEAR(std::abs(found.values(i) - near.value),
                std::abs(expected[static_cast<std::size_t>(i)] - near.value), 1e-10);
    const auto off = [&](Complex z) { return std::abs(z - found.values(i)); };
    EXPECT_LE(off(*std::ranges::min_element(expected, {}, off)), 1e-10);
  }
}

TransitionPoint point_near(const Study& study, const Interval& interval, const NearTarget& near) {
  TransitionOptions options;
  options.near = near;
  const Transition found = find_transition(study, kStrength, interval, options);
  const EquationTransition& local = found.equations.front();
  EXPECT_EQ(local.not_searched, "");
  EXPECT_EQ(local.matrix, EquationMatrix::generator);
  EXPECT_EQ(local.points.size(), 1U);
  return local.points.empty() ? TransitionPoint{} : local.points.front();
}

// Blocks of 70 x 70 are not searched as a whole.
TEST(NearFamilies, HaveThePointOfTheAmplitudes) {
  const Study study = chain();
  const Interval interval{0.078, 0.086};
  TransitionOptions options;
  options.matrix = EquationMatrix::amplitude;
  const TransitionPoint expected =
      find_transition(study, kStrength, interval, options).equations.front().points.at(0);
  const TransitionPoint found = point_near(study, interval, {Complex(-0.119), 4});
  // The residuals of eigenvectors, 1e-12, over slopes of the order of one.
  EXPECT_NEAR(found.parameters[0], expected.parameters[0], 1e-11);
  EXPECT_EQ(found.parameters[1], 0);
  EXPECT_LE(std::abs(found.parameters[0] - expected.parameters[0]), found.error + 1e-13);
  EXPECT_NEAR(found.eigenvalue.real(), -2 * expected.eigenvalue.real(), 1e-11);
  EXPECT_EQ(found.multiplicity, 4);
  EXPECT_THAT(found.jordan_blocks, testing::ElementsAre(3, 1));
  EXPECT_EQ(found.kind, RelaxationKind::flow);
}

// Where the closest ones meet others, fewer are followed.
TEST(NearFamilies, FollowFewerWhereTheyMeetOthers) {
  TransitionOptions options;
  options.near = NearTarget{Complex(-0.119), 6};
  const Transition found = find_transition(chain(), kStrength, {0.079, 0.0858}, options);
  const EquationTransition& local = found.equations.front();
  ASSERT_EQ(local.points.size(), 1U);
  EXPECT_NEAR(local.points[0].parameters[0], 0.0821045211, 1e-10);
  ASSERT_FALSE(local.remarks.empty());
  EXPECT_THAT(local.remarks.back(), HasSubstr("the 4 eigenvalues that are closest"));
}

// Two atoms: coherences and flow, as in all 16 eigenvalues.
TEST(NearFamilies, OfAPairAreThoseOfTheWholeGenerator) {
  const Study study = read_model_file(QUFLUX_EXAMPLES "/two_atoms_exceptional_point.toml",
                                      {"equations=[\"redfield\", \"partial_secular\"]"});
  const std::string path = "coupling.rabi.strength";
  for (const Equation& equation : study.equations) {
    const Vector all = eigenvalues_of(generator_family(study, path, equation)(0.02));
    for (const Complex target : {Complex(0), Complex(-0.01, 1), Complex(-0.03, -2)}) {
      const NearTarget near{target, 4};
      const Eigensystem found = near_eigensystems(study, path, equation, near)(0.02);
      const auto expected = closest_eigenvalues(all, target, 4);
      for (Index i = 0; i < 4; ++i) {
        EXPECT_NEAR(std::abs(found.values(i) - target),
                    std::abs(all(expected[static_cast<std::size_t>(i)]) - target), 1e-12);
      }
    }
  }
}

TEST(NearFamilies, AreBranchesThatBeginAndEnd) {
  const Dataset dataset =
      eigenvalues_along(chain(), kStrength, {0.05, 0.06}, 3, EquationMatrix::generator, {},
                        NearTarget{Complex(-0.02), 3});
  EXPECT_EQ(dataset.dimensions[0].second, 3U);
  const auto& re = std::get<std::vector<double>>(
      std::ranges::find(dataset.variables, "eigenvalues_re", &Variable::name)->values);
  const auto known = std::ranges::count_if(re, [](double x) { return !std::isnan(x); });
  EXPECT_EQ(known, 9);
  const auto& errors = std::get<std::vector<double>>(
      std::ranges::find(dataset.variables, "eigenvalue_error", &Variable::name)->values);
  for (std::size_t i = 0; i < re.size(); ++i) {
    EXPECT_EQ(std::isnan(errors[i]), std::isnan(re[i]));
    if (std::isnan(re[i])) continue;
    EXPECT_GT(errors[i], 0);
    EXPECT_LT(errors[i], 1e-12);  // rounding of a matrix of norm 1 over a rigidity of 0.01
  }
}

std::string message(const std::function<void()>& call) {
  try {
    call();
  } catch (const Error& error) {
    return error.what();
  }
  return "no error";
}

TEST(NearFamilies, SayWhatIsNotThere) {
  const Study study = chain();
  const auto follow = [&](EquationMatrix matrix, const NearTarget& near) {
    return message([&] { eigenvalues_along(study, kStrength, {0, 1}, 2, matrix, {}, near); });
  };
  EXPECT_EQ(follow(EquationMatrix::amplitude, {}),
            "eigenvalues near a number are those of matrix 'generator', not of 'amplitude'");
  EXPECT_EQ(follow(EquationMatrix::generator, {0, 0}),
            "the number of eigenvalues is 0; allowed are 1 to 64");
  EXPECT_EQ(follow(EquationMatrix::generator, {0, 65}),
            "the number of eigenvalues is 65; allowed are 1 to 64");
  EXPECT_EQ(follow(EquationMatrix::generator, {Complex(NAN, 1), 2}),
            "near is nan +1i; both numbers must be finite");
  const Study heom = chain({"equations=[\"heom\"]"});
  EXPECT_THAT(message([&] {
                eigenvalues_along(heom, kStrength, {0.01, 0.02}, 2, EquationMatrix::generator, {},
                                  NearTarget{});
              }),
              HasSubstr("heom is no master equation and has no generator"));
}

}  // namespace
}  // namespace quflux::inline study
