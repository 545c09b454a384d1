#include "quflux/model/drive.h"

#include <cmath>
#include <numbers>

#include <gtest/gtest.h>

#include "quflux/model/check_model.h"

namespace quflux::inline model {
namespace {

Model atom() {
  Model model;
  add_site(model, {"a", TwoLevel{1}});
  return model;
}

std::vector<Stretch> stretches_of(const DriveShape& shape, double to) {
  return stretches({{"d", "site.a.frequency", shape}}, to);
}

// On every stretch at its ends and in between, the slope against a difference.
void expect_smooth(const DriveShape& shape, double to) {
  for (const Stretch& on : stretches_of(shape, to)) {
    if (on.begin == to) continue;  // too short for a difference
    const double h = 1e-4 * on.length();
    for (const double place : {0.1, 0.5, 0.9}) {
      const double t = place * on.length();
      const double difference =
          (value_at(shape, 1, {on, t + h}) - value_at(shape, 1, {on, t - h})) / (2 * h);
      EXPECT_NEAR(slope_at(shape, {on, t}), difference, 1e-5) << on.begin + t;
    }
  }
}

TEST(Drive, StepsTakeTheirSideOfAJump) {
  const Steps steps{{0, 3, 5}, {2, 4, 6}};
  const std::vector<Stretch> all = stretches_of(steps, 5);
  ASSERT_EQ(all.size(), 3U);  // the last one begins at 5
  EXPECT_EQ(value_at(steps, 1, {all[0], 3}), 2);
  EXPECT_EQ(value_at(steps, 1, {all[1]}), 4);
  EXPECT_EQ(value_at(steps, 1, {all[2]}), 6);
  EXPECT_EQ(value_at(Steps{{3}, {2}}, 1, {{0, 3}}), 1);  // its own before the first
}

TEST(Drive, ShapesRepeat) {
  const Steps steps{{0, 0.3}, {2, 4}, 0.7};
  const std::vector<Stretch> all = stretches_of(steps, 0.7 * 1000);
  ASSERT_EQ(all.size(), 2001U);
  for (std::size_t k = 0; k < all.size(); ++k) {
    EXPECT_EQ(value_at(steps, 1, {all[k]}), k % 2 == 0 ? 2 : 4);
  }
  const Pulse pulse{1, 0, 0.1, 10};  // half of it at the end of a period
  EXPECT_NEAR(value_at(pulse, 1, {{9.1, 10}, 0.8}), 1 + std::exp(-0.5), 1e-14);
  EXPECT_NEAR(value_at(pulse, 1, {{10, 10.9}, 0.1}), 1 + std::exp(-0.5), 1e-14);
  EXPECT_TRUE(is_constant(pulse, {0.9, 9.1}));
}

TEST(Drive, SlopesAreThoseOfTheValues) {
  expect_smooth(Steps{{1, 2}, {2, 3}}, 4);
  expect_smooth(Sine{0.3, 5, 0.7}, 20);
  expect_smooth(Pulse{0.5, 7, 0.2}, 20);
  expect_smooth(Pulse{0.5, 7, 0.2, 9}, 40);
  expect_smooth(Ramps{{0, 3, 4}, {1, 2, 0}}, 6);
  expect_smooth(Ramps{{0, 3, 4}, {1, 2, 1}, 4}, 13);
}

// A pulse that is as short as the longest step, at most.
TEST(Drive, TheSlopeOfAFunctionIsThatOfWhatItIs) {
  const Pulse pulse{0.5, 7, 0.2};
  const FunctionOfTime function{
      [&](double t) { return 0.5 * std::exp(-std::pow((t - 7) / 0.2, 2) / 2); }, 0.2};
  for (const double place : {0.0, 0.3, 0.9}) {
    const Instant now{{5.2, 7}, 1.8 * place};
    // (h/w)^2/24 of the third derivative, some ten times the slope, h = w/4.
    const double steepest = 0.61 * 0.5 / 0.2;
    EXPECT_NEAR(slope_at(function, now), slope_at(pulse, now), 0.02 * steepest) << place;
  }
  EXPECT_EQ(slope_at(FunctionOfTime{[](double) { return 3.0; }, 1}, {{2, 2}}), 0);
}

// What is wider than a step is seen, where it begins and where it ends; what is smooth has no ends.
TEST(Drive, JumpsOfAFunctionAreEndsOfStretches) {
  const double begin = 400 / std::numbers::sqrt3;
  const double end = begin + 1.3;
  const FunctionOfTime rectangle{[&](double t) { return begin <= t && t < end ? 3.0 : 0.8; }, 1};
  const std::vector<Stretch> found = stretches_of(rectangle, 1000);
  ASSERT_EQ(found.size(), 4);
  EXPECT_NEAR(found[0].end, begin, 1e-14 * begin);
  EXPECT_NEAR(found[1].end, end, 1e-14 * end);
  EXPECT_EQ(value_at(rectangle, 0, {found[0], found[0].length()}), 0.8);
  EXPECT_EQ(value_at(rectangle, 0, {found[1], 0}), 3);
  EXPECT_EQ(value_at(rectangle, 0, {found[1], found[1].length()}), 3);
  EXPECT_EQ(value_at(rectangle, 0, {found[2], 0}), 0.8);
  for (const double width : {1e-3, 0.1, 10.0, 1e3}) {
    const FunctionOfTime smooth{[&](double t) { return std::tanh((t - begin) / width); }, 1};
    EXPECT_EQ(stretches_of(smooth, 1000).size(), 2) << width;
  }
}

TEST(Drive, NoStepIsLongerThanAPulse) {
  const Pulse pulse{1, 500, 0.01};
  for (const Stretch& on : stretches_of(pulse, 1000)) {
    if (is_constant(pulse, on)) continue;
    EXPECT_EQ(longest_step(pulse, on), 0.01);
    EXPECT_NEAR(on.length(), 0.09, 1e-12);
  }
}

TEST(Drive, DrivesHaveACommonPeriodOrNot) {
  const auto drives = [](double one, double other) {
    return std::vector<Drive>{{"one", "", Sine{1, one}}, {"other", "", Sine{1, other}}};
  };
  EXPECT_EQ(common_period(drives(10, 30)), 30);
  EXPECT_EQ(common_period(drives(40, 30)), 120);
  EXPECT_THROW(common_period(drives(1, std::numbers::sqrt2)), KeyError);
  EXPECT_THROW(common_period({{"once", "", Pulse{1, 2, 3}}}), KeyError);
  EXPECT_THROW(common_period({}), KeyError);
}

TEST(Drive, WhatCannotBeIsRefused) {
  const Model model = atom();
  const auto key = [&](const std::string& path, const DriveShape& shape) {
    std::vector<Drive> drives;
    try {
      add_drive(drives, model, {"", path, shape});
    } catch (const KeyError& error) {
      return error.key();
    }
    return std::string("none");
  };
  const double nan = std::nan("");
  EXPECT_EQ(key("site.b.frequency", Sine{1, 2}), "parameter");
  EXPECT_EQ(key("site.a.frequency", Sine{nan, 2}), "amplitude");
  EXPECT_EQ(key("site.a.frequency", Sine{1, -2}), "period");
  EXPECT_EQ(key("site.a.frequency", Pulse{1, 2, 0}), "width");
  EXPECT_EQ(key("site.a.frequency", Pulse{1, 100, 1e-12}), "width");  // beyond what times resolve
  EXPECT_EQ(key("site.a.frequency", Pulse{1, 100, 1e-9}), "none");
  EXPECT_EQ(key("site.a.frequency", Pulse{1, 2, 1, 17}), "period");
  EXPECT_EQ(key("site.a.frequency", Steps{{}, {}}), "times");
  EXPECT_EQ(key("site.a.frequency", Steps{{1, 1}, {1, 1}}), "times");
  EXPECT_EQ(key("site.a.frequency", Ramps{{1, 2}, {1}}), "values");
  EXPECT_EQ(key("site.a.frequency", Ramps{{1, 2}, {1, nan}}), "values");
  EXPECT_EQ(key("site.a.frequency", Steps{{1, 20}, {1, 1}, 10}), "times");
  EXPECT_EQ(key("site.a.frequency", Sine{1, 2}), "none");
}

}  // namespace
}  // namespace quflux::inline model
