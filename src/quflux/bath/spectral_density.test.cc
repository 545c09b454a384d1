#include "quflux/bath/spectral_density.h"

#include <cmath>
#include <functional>
#include <limits>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "quflux/core/error.h"

namespace quflux::inline bath {
namespace {

using testing::HasSubstr;
using Complex = std::complex<double>;

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
constexpr double kInf = std::numeric_limits<double>::infinity();

template <class F>
std::string error_of(F&& f) {
  try {
    f();
  } catch (const Error& error) {
    return error.what();
  }
  return "no error";
}

std::string validation_error(const SpectralDensity& density) {
  return error_of([&] { validate(density, "the spectral density of bath 'hot'"); });
}

const std::vector<SpectralDensity>& analytic_densities() {
  static const std::vector<SpectralDensity> densities{
      PowerLaw{.coefficient = 0.3},
      PowerLaw{.coefficient = 0.3, .exponent = 2},
      PowerLaw{.coefficient = 0.3, .exponent = 3, .cutoff = 2},
      PowerLaw{.coefficient = 0.3, .exponent = 0.5, .cutoff = 2},
      PowerLaw{.coefficient = 0.3, .exponent = -1.7},
      PowerLaw{.coefficient = 0.3, .exponent = 0},
      Drude{.coefficient = 0.3, .cutoff = 1.5},
      Brownian{.coupling = 0.3, .frequency = 1.5, .width = 0.2},
      Brownian{.coupling = 0.3, .frequency = 1.5, .width = 7},
      DensitySum{{PowerLaw{.coefficient = 0.3, .exponent = 2}, Drude{0.3, 1.5}}},
  };
  return densities;
}

TEST(SpectralDensity, HasTheStatedForm) {
  // Each value is one formula written out: a few rounding errors.
  EXPECT_DOUBLE_EQ(evaluate(PowerLaw{.coefficient = 2, .exponent = 3}, 1.5), 2 * 1.5 * 1.5 * 1.5);
  EXPECT_DOUBLE_EQ(evaluate(PowerLaw{.coefficient = 2, .exponent = 2}, 1.5), 2 * 1.5 * 1.5);
  EXPECT_DOUBLE_EQ(evaluate(PowerLaw{.coefficient = 2, .exponent = 0.5, .cutoff = 4}, 2.25),
                   2 * 1.5 * std::exp(-2.25 / 4));
  EXPECT_DOUBLE_EQ(evaluate(PowerLaw{.coefficient = 2, .exponent = -1}, 4.0), 0.5);
  EXPECT_DOUBLE_EQ(evaluate(Drude{.coefficient = 2, .cutoff = 3}, 6.0), 2 * 6 / (1 + 4.0));
  EXPECT_DOUBLE_EQ(evaluate(Function{.function = [](double w) { return w + 1; }}, 2.0), 3);
}

TEST(SpectralDensity, BrownianHasItsPeakAndItsArea) {
  const Brownian b{.coupling = -0.2, .frequency = 3, .width = 0.5};
  EXPECT_DOUBLE_EQ(evaluate(b, 2.0), 4 * 0.04 * 3 * 0.5 * 2 / (25 + 0.25 * 4));
  EXPECT_DOUBLE_EQ(evaluate(b, 3.0), 4 * 0.04 / 0.5);
  // gamma(w)/w at the end of what numbers can hold.
  EXPECT_DOUBLE_EQ(evaluate(b, 1e-200) / 1e-200, *slope_at_zero(b));
  EXPECT_DOUBLE_EQ(*slope_at_zero(b), 4 * 0.04 * 0.5 / 27);
  EXPECT_EQ(evaluate(b, 1e200), 0);
}

TEST(SpectralDensity, SumsAddAndGoOn) {
  const DensitySum sum{{PowerLaw{.coefficient = 0.1}, Drude{0.2, 2},
                        Function{.function = [](double w) { return w * w; }, .slope_at_zero = 0}}};
  EXPECT_DOUBLE_EQ(evaluate(sum, 2.0), 0.2 + 0.2 + 4);
  const std::vector<double> at{1.0, 2.0};
  EXPECT_DOUBLE_EQ(evaluate(sum, at)[1], evaluate(sum, 2.0));
  EXPECT_DOUBLE_EQ(*slope_at_zero(sum), 0.3);
  EXPECT_TRUE(has_function(sum));
  EXPECT_EQ(slope_at_zero(DensitySum{{PowerLaw{0.1, 0.5}, Drude{0.2, 2}}}), std::nullopt);
  EXPECT_THAT(slope_obstacle(DensitySum{{Drude{0.2, 2}, PowerLaw{0.1, 0.5}}}),
              HasSubstr("a power law w^0.5 diverges"));
  EXPECT_THAT(*lamb_shift_obstacle(sum), HasSubstr("bare power law"));
  EXPECT_EQ(validation_error(DensitySum{{Drude{0.2, 2}, Drude{-1, 2}}}),
            "the coefficient of the spectral density of bath 'hot' (1) is -1; it must be a finite "
            "number >= 0");
  EXPECT_THAT(validation_error(DensitySum{}), HasSubstr("a sum of none"));
}

TEST(SpectralDensity, SaysWhyThereIsNoSlope) {
  EXPECT_EQ(slope_obstacle(Drude{1, 1}), "");
  EXPECT_THAT(slope_obstacle(Function{.function = [](double w) { return w; }}),
              HasSubstr("slope_at_zero="));
  EXPECT_THAT(slope_obstacle(Table({1, 2, 3, 4}, {1, 2, 3, 4}, "the table")),
              HasSubstr("the table does not begin with the row 0 0"));
}

// A table of gamma(w) on n steps up to `last`.
Table tabulated(const std::function<double(double)>& gamma, int n, double last) {
  std::vector<double> w(static_cast<std::size_t>(n) + 1);
  std::vector<double> values(w.size());
  for (std::size_t k = 1; k < w.size(); ++k) {
    w[k] = last * static_cast<double>(k) / n;
    values[k] = gamma(w[k]);
  }
  return {w, values, "the table"};
}

TEST(SpectralDensity, SubOhmicTablesHaveNoSlope) {
  for (const double s : {0.2, 0.5, 0.8, 0.9}) {
    for (const int rows : {60, 480, 4800}) {
      const auto power = [s](double w) { return 0.02 * std::pow(w, s); };
      EXPECT_THAT(slope_obstacle(tabulated(power, rows, 6)), HasSubstr("still grows")) << s;
      const auto cut = [s](double w) { return 0.02 * std::pow(w, s) * std::exp(-w / 2); };
      EXPECT_THAT(slope_obstacle(tabulated(cut, rows, 6)), HasSubstr("still grows")) << s;
    }
  }
}

TEST(SpectralDensity, TablesThatResolveASlopeHaveIt) {
  const std::vector<std::pair<std::function<double(double)>, double>> densities{
      {[](double w) { return 0.02 * w; }, 0.02},
      {[](double w) { return 0.02 * w * std::exp(-w / 2); }, 0.02},
      {[](double w) { return 0.02 * w / (1 + w * w); }, 0.02},
      {[](double w) { return 0.02 * w / (1 + w); }, 0.02},
      {[](double w) { return 0.02 * std::tanh(w); }, 0.02},
      {[](double w) { return 0.02 * w * w; }, 0}};
  for (const auto& [gamma, slope] : densities) {
    for (const int rows : {60, 480, 4800}) {
      // The interpolant knows the slope to first order in the step, 6/rows.
      EXPECT_NEAR(slope_at_zero(tabulated(gamma, rows, 6)).value_or(kNan), slope, 0.04 * 6.0 / rows)
          << rows;
    }
  }
}

TEST(SpectralDensity, VanishesFarAboveItsCutoffWhereThePowerOverflows) {
  const PowerLaw density{.coefficient = 1, .exponent = 3, .cutoff = 1};
  EXPECT_EQ(evaluate(density, 1e200), 0);
  EXPECT_EQ(evaluate(density, Complex(1e200, 1)), Complex(0));
  EXPECT_EQ(evaluate(Drude{.coefficient = 1, .cutoff = 1}, 1e200), 0);
}

TEST(SpectralDensity, ContinuationEqualsTheRealFunctionOnTheAxis) {
  for (const SpectralDensity& density : analytic_densities()) {
    for (const double w : {1e-3, 0.4, 1.0, 7.0}) {
      const Complex continued = evaluate(density, Complex(w, 0));
      const double real = evaluate(density, w);
      // pow and exp of complex numbers go through log and polar form: a few more rounding errors.
      EXPECT_NEAR(continued.real(), real, 1e-14 * real);
      EXPECT_NEAR(continued.imag(), 0, 1e-14 * real);
    }
  }
}

TEST(SpectralDensity, ContinuationObeysTheCauchyRiemannEquations) {
  // Central differences: errors of h^2 from the third derivative and of 1e-16/h from rounding.
  const double h = 1e-5;
  const double tolerance = 1e-8;
  const Complex i(0, 1);
  for (const SpectralDensity& density : analytic_densities()) {
    for (const Complex z : {Complex(1, 0.3), Complex(0.5, -0.2), Complex(2, 1)}) {
      const Complex along_re = (evaluate(density, z + h) - evaluate(density, z - h)) / (2 * h);
      const Complex along_im =
          (evaluate(density, z + i * h) - evaluate(density, z - i * h)) / (2.0 * i * h);
      EXPECT_LT(std::abs(along_re - along_im), tolerance);
    }
  }
}

TEST(SpectralDensity, ContinuationOfAUserFunctionIsRefused) {
  const Function user{.function = [](double w) { return w; }};
  EXPECT_THAT(error_of([&] { evaluate(user, Complex(1, 1)); }),
              HasSubstr("no continuation to complex frequencies; use a power law or a Drude"));
}

TEST(SpectralDensity, SlopeAtZero) {
  EXPECT_EQ(slope_at_zero(PowerLaw{.coefficient = 2}), 2);
  EXPECT_EQ(slope_at_zero(PowerLaw{.coefficient = 2, .cutoff = 3}), 2);
  EXPECT_EQ(slope_at_zero(PowerLaw{.coefficient = 2, .exponent = 1.5}), 0);
  EXPECT_EQ(slope_at_zero(PowerLaw{.coefficient = 2, .exponent = 0.5}), std::nullopt);
  EXPECT_EQ(slope_at_zero(PowerLaw{.coefficient = 0, .exponent = 0.5}), 0);
  EXPECT_EQ(slope_at_zero(Drude{.coefficient = 2, .cutoff = 3}), 2);
  const auto linear = [](double w) { return 4 * w; };
  EXPECT_EQ(slope_at_zero(Function{.function = linear}), std::nullopt);
  EXPECT_EQ(slope_at_zero(Function{.function = linear, .slope_at_zero = 4}), 4);
}

TEST(SpectralDensity, AllowsEveryValidValue) {
  for (const SpectralDensity& density : analytic_densities()) {
    EXPECT_EQ(validation_error(density), "no error");
  }
  EXPECT_EQ(validation_error(PowerLaw{}), "no error");
  EXPECT_EQ(validation_error(Function{.function = [](double) { return 1; }, .slope_at_zero = 0}),
            "no error");
}

TEST(SpectralDensity, NamesTheValueThatIsNotAllowed) {
  const std::string of = " of the spectral density of bath 'hot' is ";
  EXPECT_EQ(validation_error(PowerLaw{.coefficient = -0.1}),
            "the coefficient" + of + "-0.1; it must be a finite number >= 0");
  EXPECT_EQ(validation_error(PowerLaw{.coefficient = kNan}),
            "the coefficient" + of + "nan; it must be a finite number >= 0");
  EXPECT_EQ(validation_error(PowerLaw{.coefficient = kInf}),
            "the coefficient" + of + "inf; it must be a finite number >= 0");
  EXPECT_EQ(validation_error(PowerLaw{.coefficient = 1, .exponent = kNan}),
            "the exponent" + of + "nan; it must be a finite number");
  EXPECT_EQ(validation_error(PowerLaw{.coefficient = 1, .exponent = -kInf}),
            "the exponent" + of + "-inf; it must be a finite number");
  for (const double cutoff : {0.0, -1.0, kNan, kInf}) {
    const std::string expected =
        fmt::format("the cutoff{}{}; it must be a finite number > 0", of, cutoff);
    EXPECT_EQ(validation_error(PowerLaw{.coefficient = 1, .cutoff = cutoff}), expected);
    EXPECT_EQ(validation_error(Drude{.coefficient = 1, .cutoff = cutoff}), expected);
  }
  EXPECT_EQ(validation_error(Drude{.coefficient = -2, .cutoff = 1}),
            "the coefficient" + of + "-2; it must be a finite number >= 0");
  EXPECT_EQ(validation_error(Function{}),
            "the spectral density of bath 'hot' has no function; give gamma(w) for w > 0");
  EXPECT_EQ(validation_error(Function{.function = [](double) { return 1; }, .slope_at_zero = -1}),
            "the slope at zero" + of + "-1; it must be a finite number >= 0");
}

TEST(SpectralDensity, RefusesWhatAUserFunctionMustNotReturn) {
  for (const double bad : {-1.0, kNan, kInf}) {
    const Function user{.function = [=](double) { return bad; }};
    EXPECT_EQ(error_of([&] { evaluate(user, 2.5); }),
              fmt::format("the user-defined spectral density is {} at the frequency 2.5; it must "
                          "be a finite number >= 0",
                          bad));
  }
}

TEST(SpectralDensity, LambShiftObstacles) {
  const auto has = [](const SpectralDensity& density) {
    return lamb_shift_obstacle(density).value_or("none");
  };
  EXPECT_EQ(has(PowerLaw{.coefficient = 1, .exponent = 0.5, .cutoff = 1}), "none");
  EXPECT_EQ(has(PowerLaw{.coefficient = 0}), "none");
  EXPECT_EQ(has(Drude{.coefficient = 1, .cutoff = 1}), "none");
  EXPECT_EQ(has(Function{.function = [](double) { return 1; }, .decays = true}), "none");
  EXPECT_THAT(has(PowerLaw{.coefficient = 1}), HasSubstr("diverges at large frequencies"));
  EXPECT_THAT(has(PowerLaw{.coefficient = 1, .exponent = -0.5, .cutoff = 1}),
              HasSubstr("diverges at w = 0"));
  EXPECT_THAT(has(Function{.function = [](double) { return 1; }}), HasSubstr("decay"));
}

TEST(SpectralDensity, TablesOfUnequalColumnsSayHowManyThereAre) {
  try {
    Table({0, 1, 2, 3}, {0, 1}, "the table");
    FAIL();
  } catch (const Error& error) {
    EXPECT_STREQ(error.what(), "the table has 4 frequencies and 2 values; they must be as many");
  }
}

}  // namespace
}  // namespace quflux::inline bath
