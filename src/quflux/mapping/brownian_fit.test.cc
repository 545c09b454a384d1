#include "quflux/mapping/brownian_fit.h"

#include <cmath>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "quflux/core/error.h"
#include "quflux/mapping/fitted_coordinates.h"
#include "quflux/mapping/transition_frequencies.h"

namespace quflux::inline mapping {
namespace {

using testing::HasSubstr;

Model spin(double frequency, const SpectralDensity& density) {
  Model model;
  model.sites = {{"s", TwoLevel{frequency}}};
  model.baths = {{.name = "b", .sites = {"s"}, .temperature = 1, .spectral_density = density}};
  return model;
}

TEST(BrownianFit, FindsABrownianDensityAgain) {
  const Brownian known{0.4, 2, 0.7};
  const Function hidden{FrequencyFunction([=](std::span<const double> w, std::span<double> v) {
    for (std::size_t i = 0; i < w.size(); ++i) v[i] = evaluate(SpectralDensity(known), w[i]);
  })};
  const BrownianFit fit = fit_brownian(hidden, 1, std::vector{1.0});
  ASSERT_EQ(fit.terms.size(), 1);
  // Least squares of a fit that can be exact ends at rounding of its slopes.
  EXPECT_NEAR(fit.terms[0].coupling, 0.4, 1e-6);
  EXPECT_NEAR(fit.terms[0].frequency, 2, 1e-6);
  EXPECT_NEAR(fit.terms[0].width, 0.7, 1e-6);
  EXPECT_LT(fit.error, 1e-6);
}

// Each term brings an Ohmic bath with a cutoff closer, over its whole band.
TEST(BrownianFit, IsBetterWithMoreTerms) {
  const PowerLaw density{0.3, 1, 3};
  double former = 1;
  for (int count = 1; count <= 3; ++count) {
    const BrownianFit fit = fit_brownian(density, count, std::vector{1.0});
    EXPECT_LT(fit.error, 0.02) << count;
    EXPECT_LT(fit.band_error, 0.7 * former) << count;
    former = fit.band_error;
  }
  EXPECT_LT(former, 0.05);
}

TEST(FittedCoordinates, AreCheckedAtTheTransitions) {
  const FittedCoordinates ohmic = fitted_coordinates(spin(1, PowerLaw{0.3, 1, 3}), 2);
  EXPECT_EQ(ohmic.coordinates[0].size(), 2);
  EXPECT_EQ(ohmic.bath, "b");
  EXPECT_LT(ohmic.error, 0.05);
  // What falls off as w^3 towards zero is no sum of terms that do as w.
  try {
    fitted_coordinates(spin(0.05, PowerLaw{0.3, 3, 3}), 1);
    ADD_FAILURE();
  } catch (const NoAnswer& error) {
    EXPECT_THAT(error.what(), HasSubstr("bath 'b'"));
    EXPECT_THAT(error.what(), HasSubstr("use more 'modes'"));
  }
  EXPECT_THROW(fitted_coordinates(spin(1, Drude{0.1, 2}), 2), NoAnswer);
  EXPECT_EQ(fitted_coordinates(spin(1, Brownian{0.1, 2, 1}), 3).coordinates[0].size(), 1);
}

TEST(TransitionFrequencies, AreThoseThatABathSees) {
  EXPECT_EQ(transition_frequencies(spin(1.5, Drude{0.1, 2}), 0), std::vector<double>{1.5});
  Model oscillator = spin(1, Drude{0.1, 2});
  oscillator.sites = {{"s", Oscillator{2, 7}}};
  EXPECT_EQ(transition_frequencies(oscillator, 0), std::vector<double>{2});
}

}  // namespace
}  // namespace quflux::inline mapping
