#include <algorithm>
#include <map>
#include <numbers>
#include <ranges>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "quflux/core/error.h"
#include "quflux/core/recall.h"
#include "quflux/exceptional/exceptional_point.h"
#include "quflux/exceptional/known_families.h"
#include "quflux/exceptional/refine.h"
#include "quflux/numerics/decompositions.h"

namespace quflux::inline exceptional {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

// Newton's method ends at rounding, a few times 1e-16 of the region times the condition of the
// problem; 1e-12 of regions of size one leaves room for conditions of a thousand.
constexpr double kAccuracy = 1e-12;

void expect_point(const ExceptionalPoint& point, double p, Complex eigenvalue,
                  const std::vector<int>& jordan, const std::vector<int>& cycles) {
  EXPECT_NEAR(point.parameters[0], p, kAccuracy);
  EXPECT_NEAR(point.parameters[1], 0, kAccuracy);
  EXPECT_LE(std::abs(point.eigenvalue - eigenvalue), kAccuracy);
  EXPECT_EQ(point.jordan_blocks, jordan);
  EXPECT_EQ(point.cycles, cycles);
  EXPECT_EQ(order(point), jordan.front());
  // A term of the Puiseux series is a pure power: what is left is rounding, which grows to its root
  // on circles of 1e-6 of the region.
  EXPECT_NEAR(point.branch_exponent, 1.0 / cycles.front(), 1e-6);
}

// On an interval and, by the analytic continuation, in a box around it that holds nothing else.
void expect_only(const AnalyticFamily& family, const Interval& interval, double p,
                 Complex eigenvalue, const std::vector<int>& jordan,
                 const std::vector<int>& cycles) {
  const ExceptionalSearch real =
      find_exceptional_points([&](double x) { return family(x); }, interval);
  ASSERT_EQ(real.points.size(), 1U);
  EXPECT_EQ(real.degeneracies.size(), 0U);
  EXPECT_TRUE(real.complete);
  expect_point(real.points.front(), p, eigenvalue, jordan, cycles);
  const double height = (interval.upper - interval.lower) / 3;
  const ExceptionalSearch plane = find_exceptional_points(family, Box{interval, {-height, height}});
  ASSERT_EQ(plane.points.size(), 1U);
  EXPECT_EQ(plane.degeneracies.size(), 0U);
  EXPECT_TRUE(plane.complete);
  expect_point(plane.points.front(), p, eigenvalue, jordan, cycles);
}

TEST(Search, FindsTheExceptionalPointOfTheParityTimeSymmetricDimer) {
  const double gamma = 0.7;
  expect_only([&](Complex g) { return pt_dimer(g, gamma); }, {0.1, 1}, gamma / 2, 0, {2}, {2});
}

TEST(Search, TellsJordanBlocksFromBranches) {
  const double gamma = 0.7;
  expect_only([&](Complex g) { return pt_trimer(g, gamma); }, {0.1, 1}, gamma / std::numbers::sqrt2,
              0, {3}, {2, 1});
}

TEST(Search, FindsFourthOrder) {
  expect_only(&fourth_root, {0, 1}, 0.3, Complex(1, -0.5), {4}, {4});
}

TEST(Search, FindsThePointOfATwoModeCavity) {
  expect_only([](Complex g) { return two_mode_cavity(g, 0.3, 0.1); }, {0, 0.2}, 0.05, -0.1, {2},
              {2});
}

TEST(Search, FindsThePointOfADrivenQubitOnResonance) {
  const double gamma = 0.4;
  const auto found = find_exceptional_points(
      [&](double drive) { return driven_qubit(0, drive, gamma); }, Interval{0.01, 0.3});
  ASSERT_EQ(found.points.size(), 1U);
  expect_point(found.points.front(), gamma / 4, -3 * gamma / 4, {2}, {2});
}

TEST(Search, FindsThirdOrderOfADrivenQubitInThePlane) {
  const double gamma = 0.4;
  const auto found = find_exceptional_points(
      [&](double detuning, double drive) { return driven_qubit(detuning, drive, gamma); },
      Box{{-0.11, 0.1}, {0.005, 0.2}});
  ASSERT_EQ(found.points.size(), 2U);
  EXPECT_TRUE(found.complete);
  for (const int i : {0, 1}) {
    const ExceptionalPoint& point = found.points[static_cast<std::size_t>(i)];
    const double detuning = gamma / (6 * std::numbers::sqrt3);
    EXPECT_NEAR(point.parameters[0], i == 0 ? -detuning : detuning, kAccuracy);
    EXPECT_NEAR(point.parameters[1], gamma * std::sqrt(2.0 / 27), kAccuracy);
    EXPECT_THAT(point.jordan_blocks, ElementsAre(3));
    EXPECT_THAT(point.cycles, ElementsAre(3));
    // Eigenvalues are known to the cube root of rounding over the radius of the turns.
    EXPECT_NEAR(point.branch_exponent, 1.0 / 3, 1e-5);
    EXPECT_EQ(order(point), 3);
  }
}

TEST(Search, DoesNotTakeDiabolicPointsForExceptional) {
  // A crossing on a line, and the cone of a real symmetric family in the plane.
  const auto crossing = [](Complex p) {
    Matrix m(3, 3);
    m << p - 0.2, 0, 0, 0, 0.2 - p, 0, 0, 0, 2;
    Matrix basis(3, 3);
    basis << 1, 0.4, 0.1, 0.2, 1, Complex(0, 0.3), 0, 0.5, 1;
    return Matrix(basis * m * basis.inverse());
  };
  const auto line =
      find_exceptional_points(RealFamily([&](double p) { return crossing(p); }), Interval{-1, 1});
  EXPECT_EQ(line.points.size(), 0U);
  ASSERT_EQ(line.degeneracies.size(), 1U);
  EXPECT_NEAR(line.degeneracies.front().parameters[0], 0.2, 1e-9);
  EXPECT_THAT(line.degeneracies.front().jordan_blocks, ElementsAre(1, 1));

  const auto box = find_exceptional_points(AnalyticFamily(crossing), Box{{-1, 1}, {-0.7, 0.5}});
  EXPECT_EQ(box.points.size(), 0U);
  ASSERT_EQ(box.degeneracies.size(), 1U);
  EXPECT_THAT(box.degeneracies.front().cycles, ElementsAre(1, 1));
  EXPECT_EQ(box.degeneracies.front().discriminant_order, 2);
  EXPECT_TRUE(box.complete);

  const auto cone = find_exceptional_points(
      [](double x, double y) {
        Matrix m(3, 3);
        m << x - 0.1, y + 0.2, 0, y + 0.2, 0.1 - x, 0.1, 0, 0.1, 5;
        return m;
      },
      Box{{-1, 1}, {-1, 1}});
  EXPECT_EQ(cone.points.size(), 0U);
  EXPECT_LE(cone.minimum_gap, 1e-6);
}

TEST(Search, SaysHowCloseItCameWhereThereIsNone) {
  const auto found = find_exceptional_points(
      [](double p) {
        Matrix m(2, 2);
        m << p, 0.1, 0.1, -p;
        return m;
      },
      Interval{-1, 0.7});
  EXPECT_EQ(found.points.size(), 0U);
  EXPECT_TRUE(found.complete);
  EXPECT_NEAR(found.minimum_gap, 0.2, 1e-12);
  EXPECT_NEAR(found.minimum_gap_at[0], 0, 1e-6);
}

TEST(Search, FindsADoubleZeroOfTheDiscriminantToFullAccuracy) {
  // Eigenvalues +-(p - p0) and one eigenvector at p0: no branch point, and yet exceptional.
  const double p0 = 0.123456789012345;
  const auto found = find_exceptional_points(AnalyticFamily([&](Complex p) {
                                               Matrix m(2, 2);
                                               m << 0, 1, (p - p0) * (p - p0), 0;
                                               return m;
                                             }),
                                             Box{{-1, 1.1}, {-0.9, 1}});
  ASSERT_EQ(found.points.size(), 1U);
  EXPECT_TRUE(found.complete);
  EXPECT_NEAR(found.points.front().parameters[0], p0, 1e-11);
  EXPECT_NEAR(found.points.front().parameters[1], 0, 1e-11);
  EXPECT_THAT(found.points.front().jordan_blocks, ElementsAre(2));
  EXPECT_THAT(found.points.front().cycles, ElementsAre(1, 1));
  EXPECT_EQ(found.points.front().discriminant_order, 2);
}

TEST(Search, CountsMultipleZerosNextToTheBoundary) {
  // Two double zeros of the discriminant at one place, opposite a point where two pieces of the
  // boundary join: along each of them the phase turns by 2 pi, which does not show at its ends.
  const AnalyticFamily family = [](Complex p) {
    Matrix m = Matrix::Zero(4, 4);
    m.topLeftCorner(2, 2) << p, 1, 0, -p;
    m.bottomRightCorner(2, 2) << 10.0 + p, 1, 0, 10.0 - p;
    return m;
  };
  const auto found = find_exceptional_points(family, Box{{-1e-3, 1.1}, {-0.5, 0.5}});
  EXPECT_EQ(found.discriminant_zeros, 4);
  EXPECT_EQ(found.points.size(), 2U);
  EXPECT_TRUE(found.complete);
  const auto outside = find_exceptional_points(family, Box{{1e-3, 1.1}, {-0.5, 0.5}});
  EXPECT_EQ(outside.discriminant_zeros, 0);
  EXPECT_EQ(outside.points.size(), 0U);
  EXPECT_TRUE(outside.complete);
}

// Bloch equations with decay one: with mu = lambda + 1/2 and b = drive^2 + detuning^2,
// mu^3 + mu^2/2 + b mu + detuning^2/2 = 0, whose discriminant is a cubic in b with roots next to
// 1/16 and +-detuning. Those two are four points, of blocks as small as the detuning, around zero.
TEST(Search, FindsPointsOfBlocksNextToNothingEachOnce) {
  for (const double detuning : {1e-5, 1e-6, 1e-7, 3e-8, 1e-8}) {
    const double d2 = detuning * detuning;
    std::vector<std::array<double, 2>> expected;
    for (double b : {1.0 / 16, detuning, -detuning}) {
      for (int i = 0; i < 10; ++i) {
        const double f = -4 * b * b * b + b * b / 4 + 4.5 * b * d2 - d2 / 4 - 6.75 * d2 * d2;
        b -= f / (-12 * b * b + b / 2 + 4.5 * d2);
      }
      const Complex drive = std::sqrt(Complex(b - d2));
      expected.push_back({drive.real(), drive.imag()});
      expected.push_back({-drive.real(), -drive.imag()});
    }
    std::ranges::sort(expected);
    const auto found = find_exceptional_points(AnalyticFamily([&](Complex drive) {
                                                 Matrix m(3, 3);
                                                 m << -0.5, -detuning, 0, detuning, -0.5, -drive, 0,
                                                     drive, -1;
                                                 return m;
                                               }),
                                               Box{{-1.01, 1}, {-0.5, 0.51}});
    EXPECT_TRUE(found.complete) << detuning;
    EXPECT_EQ(found.degeneracies.size(), 0U) << detuning;
    ASSERT_EQ(found.points.size(), expected.size()) << detuning;
    for (const ExceptionalPoint& point : found.points) {
      EXPECT_THAT(point.jordan_blocks, ElementsAre(2)) << detuning;
      EXPECT_THAT(point.cycles, ElementsAre(2)) << detuning;
      EXPECT_NEAR(point.branch_exponent, 0.5, 1e-3) << detuning;
      // The matrix itself is known to 1e-16, a square root's argument of 1e-16/detuning.
      const double closest = std::ranges::min(expected | std::views::transform([&](const auto& p) {
                                                return std::hypot(p[0] - point.parameters[0],
                                                                  p[1] - point.parameters[1]);
                                              }));
      EXPECT_LE(closest, 1e-11) << detuning;
    }
  }
}

// A chain that couples to baths at its ends, all couplings one parameter: at zero all inner sites
// meet, and every pair of them points there.
Matrix chain(Eigen::Index n, double coupling) {
  Matrix x = Matrix::Zero(n, n);
  x.diagonal().setConstant(Complex(0, 1));
  x.diagonal(1).setConstant(Complex(0, coupling));
  x.diagonal(-1).setConstant(Complex(0, coupling));
  x(0, 0) += 0.025;
  x(n - 1, n - 1) += 0.005;
  return x;
}

TEST(Search, AccountsForAllPairsOfAChainNextToTheirCommonMeeting) {
  for (const double lower : {0.0, 0.001}) {
    const auto found = find_exceptional_points(
        RealFamily([](double coupling) { return chain(14, coupling); }), Interval{lower, 0.1});
    EXPECT_TRUE(found.complete) << lower;
    ASSERT_EQ(found.points.size(), 1U) << lower;
    EXPECT_THAT(found.points.front().jordan_blocks, ElementsAre(2));
    EXPECT_NEAR(found.points.front().branch_exponent, 0.5, 1e-5);
    EXPECT_EQ(found.degeneracies.size(), lower == 0 ? 1U : 0U);
  }
}

TEST(Search, EndsInsideACell) {
  std::atomic<bool> stop = false;
  int matrices = 0;
  SearchOptions options;
  options.stop = &stop;
  const RealFamily family = [&](double coupling) {
    // The first cell, next to the meeting of all, takes thousands.
    if (++matrices == 200) stop = true;
    return chain(20, coupling);
  };
  EXPECT_FALSE(find_exceptional_points(family, Interval{0, 0.1}, options).complete);
  // What one candidate and the turns around a point may take.
  EXPECT_LE(matrices, 1500);
}

TEST(Search, TellsHowFarItIs) {
  std::vector<double> shares;
  SearchOptions options;
  options.progress = [&](double share) { shares.push_back(share); };
  find_exceptional_points(RealFamily([](double g) { return pt_dimer(g, 1); }), Interval{0.1, 1},
                          options);
  ASSERT_FALSE(shares.empty());
  EXPECT_TRUE(std::ranges::is_sorted(shares));
  EXPECT_GE(shares.front(), 0);
  EXPECT_NEAR(shares.back(), 1, 1e-9);
}

TEST(Search, EndsWhenToldTo) {
  std::atomic<bool> stop = false;
  SearchOptions options;
  options.stop = &stop;
  // Of a box, where the argument principle would ask for finer cells.
  const AnalyticFamily family = [](Complex g) { return pt_trimer(g, 1); };
  const Box box{{0.1, 1.3}, {-0.6, 0.5}};
  int matrices = 0;
  const auto counted = [&](Complex g) {
    ++matrices;
    return family(g);
  };
  EXPECT_TRUE(find_exceptional_points(AnalyticFamily(counted), box, options).complete);
  const int of_all = matrices;
  matrices = 0;
  options.progress = [&](double) { stop = true; };
  EXPECT_FALSE(find_exceptional_points(AnalyticFamily(counted), box, options).complete);
  EXPECT_LT(matrices, of_all);
}

TEST(Search, KeepsToWhatTheFamilyAllows) {
  // Points at g = 0.5, on and next to the edge of what is allowed: Newton's steps and turns leave
  // it.
  for (const double edge : {0.5, 0.5 + 1e-9, 0.5 + 1e-4}) {
    const RealFamily family = [edge](double g) {
      if (g > edge || g < 0.1) throw NoAnswer("not allowed");
      return pt_dimer(g, 1);
    };
    const auto found = find_exceptional_points(family, Interval{0.1, edge});
    ASSERT_EQ(found.points.size(), 1U) << edge;
    EXPECT_NEAR(found.points.front().parameters[0], 0.5, 1e-10);
    EXPECT_THAT(found.points.front().jordan_blocks, ElementsAre(2));
  }
}

template <class... Arguments>
std::string message(Arguments&&... arguments) {
  try {
    find_exceptional_points(std::forward<Arguments>(arguments)...);
  } catch (const Error& error) {
    return error.what();
  }
  return "no error";
}

TEST(Search, RejectsWhatMakesNoSense) {
  const RealFamily dimer = [](double g) { return pt_dimer(g, 1); };
  EXPECT_THAT(message(dimer, Interval{1, 1}), HasSubstr("goes from 1 to 1"));
  EXPECT_THAT(message(dimer, Interval{1, 0}), HasSubstr("goes from 1 to 0"));
  EXPECT_THAT(message(dimer, Interval{0, INFINITY}), HasSubstr("inf"));
  EXPECT_THAT(message(RealFamily([](double p) { return Matrix(Matrix::Constant(1, 1, p)); }),
                      Interval{0, 1}),
              HasSubstr("at least two eigenvalues"));
  EXPECT_THAT(message(RealFamily([](double) { return pt_dimer(1, 1); }), Interval{0, 1}),
              HasSubstr("does not depend"));
  EXPECT_THAT(
      message(RealFamily([](double p) { return pt_dimer(1 / (p - 0.5), 1); }), Interval{0, 1}),
      HasSubstr("not finite"));
  EXPECT_THAT(message(RealFamily([](double p) {
                        Matrix m(3, 3);
                        m << p, 1, 0, 0, p, 0, 0, 0, 2;
                        return m;
                      }),
                      Interval{0, 1}),
              HasSubstr("lacks an eigenvector"));
  EXPECT_THAT(message(dimer, Interval{0, 1}, SearchOptions{0}), HasSubstr("0 cells"));
}

// Answers that are kept, and how many questions there were.
struct KeptAnswers {
  std::map<Question, Matrix> known;
  std::size_t questions = 0;
  Recall recall = {[this](Question asked) -> std::optional<Matrix> {
                     ++questions;
                     const auto found = known.find(asked);
                     return found == known.end() ? std::nullopt : std::optional(found->second);
                   },
                   [this](Question asked, const Matrix& answer) { known[asked] = answer; }};
};

TEST(Search, BegunAgainAsksForNoMatrix) {
  std::size_t matrices = 0;
  const AnalyticFamily family = [&](Complex g) {
    ++matrices;
    return pt_trimer(g, 0.7);
  };
  KeptAnswers kept;
  const RecallScope scope(kept.recall);
  const auto search = [&] { return find_exceptional_points(family, Box{{0.1, 1}, {-0.3, 0.3}}); };
  const ExceptionalSearch first = search();
  EXPECT_GT(matrices, 0U);
  matrices = 0;
  const ExceptionalSearch again = search();
  EXPECT_EQ(matrices, 0U);
  ASSERT_EQ(again.points.size(), 1U);
  EXPECT_EQ(again.points.front().parameters, first.points.front().parameters);
  EXPECT_EQ(again.points.front().eigenvalue, first.points.front().eigenvalue);
  EXPECT_EQ(again.points.front().cycles, first.points.front().cycles);
}

// Its many steps are one question, and count as before: a search ends where it did.
TEST(Search, MovesACandidateByOneQuestion) {
  const double gamma = 0.7;
  const UnitFamily family =
      unit_family(RealFamily([&](double g) { return pt_dimer(g, gamma); }), {0.1, 1});
  KeptAnswers kept;
  const RecallScope scope(kept.recall);
  for (const double away : {0.02, 1.0}) {  // where it converges, and where it does not
    const Candidate start{{-0.4 + away, 0}, 0, 2};
    const auto moved = [&] {
      const std::size_t before = *family.asked;
      const auto refined = refine(family, start, 0.3);
      return std::pair(refined, *family.asked - before);
    };
    const auto [first, matrices] = moved();
    EXPECT_GT(matrices, 1U);
    kept.questions = 0;
    const auto [again, counted] = moved();
    EXPECT_EQ(kept.questions, 1U);
    EXPECT_EQ(counted, matrices);
    ASSERT_EQ(first.has_value(), away < 0.1);
    ASSERT_EQ(again.has_value(), first.has_value());
    if (!first) continue;
    EXPECT_EQ(again->candidate.at, first->candidate.at);
    EXPECT_EQ(again->candidate.mean, first->candidate.mean);
    EXPECT_EQ(again->candidate.k, first->candidate.k);
    EXPECT_EQ(again->last_step, first->last_step);
    EXPECT_EQ(again->rank, first->rank);
    EXPECT_EQ(again->along, first->along);
  }
}

}  // namespace
}  // namespace quflux::inline exceptional
