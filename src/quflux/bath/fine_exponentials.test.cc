#include "quflux/bath/fine_exponentials.h"

#include <complex>
#include <vector>

#include <gtest/gtest.h>

namespace quflux::inline bath {
namespace {

struct Expected {
  Drude density;
  double temperature;
  std::vector<double> rates;
  std::vector<std::complex<double>> amplitudes;
};

// Exponents of published hierarchies with two Pade terms, from an independent program.
TEST(RationalExponentials, AreThoseOfDrudeBathsInPrint) {
  const std::vector<Expected> all = {
      {{0.1, 5},
       0.5,
       {5, 3.1529695721124043, 9.749809376461338},
       {{0.02132701421801029, -0.625}, -0.2703126177790859, 1.0380359242878567}},
      {{0.002, 10},
       0.2,
       {10, 1.2611878288449618, 3.899923750584535},
       {{0.03434824893770422, -0.05}, -0.0005294556076212544, -0.010978354744084247}},
      {{1.0, 2},
       1.0,
       {2, 6.3059391442248085, 19.499618752922675},
       {{0.6420927467300832, -1.0}, 0.7284160917769663, 1.2370737738913304}},
  };
  for (const Expected& e : all) {
    const RationalExponentials found = rational_exponentials({e.density}, e.temperature, 2);
    const Exponentials sum = joined(found.poles, found.thermal);
    ASSERT_EQ(sum.rates.size(), 3);
    for (Eigen::Index k = 0; k < 3; ++k) {
      const auto place = static_cast<std::size_t>(k);
      EXPECT_LE(std::abs(sum.rates(k) - e.rates[place]), 1e-12 * e.rates[place]);
      EXPECT_LE(std::abs(sum.amplitudes(k) - e.amplitudes[place]), 1e-12);
    }
  }
}

// Both modes of a pair of Brownian poles, and those of a mode that is damped more strongly, are one
// function of the width: far below and far above the critical one R(w) of the sum is that of the
// bath.
TEST(RationalExponentials, OfBrownianBathsHaveTheirRates) {
  for (const double width : {0.01, 0.5, 1.9, 2.1, 7.0}) {
    const Brownian density{0.3, 1, width};
    const RationalExponentials found = rational_exponentials({density}, 0.4, 60);
    const Exponentials sum = joined(found.poles, found.thermal);
    for (const double w : {0.0, 0.3, 1.0, -1.0, 2.5, -2.5}) {
      const double exact = *transition_rate({density, 0.4}, w);
      EXPECT_NEAR(2 * half_transform(sum, w).real(), exact, 1e-11 * (1 + exact))
          << width << " " << w;
    }
  }
}

TEST(FineExponentials, KeepPolesOfTheDensityApartFromThermalOnes) {
  const double temperature = 0.3;
  const double matsubara = 2 * 3.14159265358979323846 * temperature;
  const FineExponentials fine = fine_exponentials({Drude{0.1, matsubara}, temperature});
  const Exponentials& thermal = fine.rational.thermal;
  EXPECT_GT((thermal.rates - Vector::Constant(thermal.rates.size(), fine.rational.poles.rates(0)))
                .cwiseAbs()
                .minCoeff(),
            0.9e-5 * matsubara);
  // Their amplitudes cancel to five digits.
  EXPECT_LT(thermal.amplitudes.cwiseAbs().maxCoeff(), 1e5);
  const double c0 = std::abs(value(joined(fine.rational.poles, thermal), 1 / fine.band));
  EXPECT_GT(fine.misfit, 1e-7 * c0);
  EXPECT_LT(fine.misfit, 1e-4 * c0);
}

TEST(FineExponentials, TakeCriticallyDampedModes) {
  const FineExponentials fine = fine_exponentials({Brownian{0.3, 1, 2}, 0.5});
  EXPECT_EQ(fine.rational.poles.rates.size(), 2);
  EXPECT_LT(fine.rational.poles.amplitudes.cwiseAbs().maxCoeff(), 100);
  EXPECT_LT(fine.misfit,
            1e-4 * std::abs(value(joined(fine.rational.poles, fine.rational.thermal), 0)));
}

}  // namespace
}  // namespace quflux::inline bath
