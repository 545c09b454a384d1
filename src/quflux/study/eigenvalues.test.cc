#include "quflux/study/eigenvalues.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "quflux/files/read_model_file.h"

namespace quflux::inline study {
namespace {

Complex at(const Dataset& found, std::size_t i) {
  return {numbers(found, "eigenvalues_re")[i], numbers(found, "eigenvalues_im")[i]};
}

TEST(EigenvaluesAlong, TellsHowFarItIs) {
  const Study study = read_model_file(QUFLUX_TESTDATA "/models/two_oscillators.toml",
                                      {"equations=[\"local\", \"global\"]"});
  std::vector<double> shares;
  eigenvalues_along(study, "coupling.k.strength", {0.001, 0.05}, 11, EquationMatrix::amplitude,
                    [&](double share) { shares.push_back(share); });
  ASSERT_FALSE(shares.empty());
  EXPECT_EQ(std::ranges::min(shares), 0);
  EXPECT_EQ(shares.back(), 1);
  EXPECT_TRUE(std::ranges::any_of(shares, [](double share) { return share == 0.5; }));
}

// Two atoms with all their energies in units of another one have the same slow eigenvalues in it.
TEST(EigenvaluesAlong, SlowOnesDoNotDependOnTheUnitOfEnergy) {
  const auto along = [](double energy) {
    const auto set = [=](const char* path, double value) {
      return fmt::format("{}={}", path, value * energy);
    };
    const auto drude = [=](const char* bath, double c) {
      return fmt::format(
          "bath.{}.spectral_density={{ kind = \"drude\", coefficient = {}, cutoff = {} }}", bath, c,
          5 * energy);
    };
    const Study study = read_model_file(
        QUFLUX_EXAMPLES "/atoms_exact_exceptional_point.toml",
        {"equations=[\"heom\"]", set("site.a1.frequency", 1), set("site.a2.frequency", 1),
         set("coupling.rabi.strength", 0.07), set("bath.cold.temperature", 0.5),
         set("bath.hot.temperature", 0.6), drude("cold", 0.02), drude("hot", 0.2)});
    return eigenvalues_along(study, "coupling.rabi.strength", {0.068 * energy, 0.078 * energy}, 2,
                             EquationMatrix::slow);
  };
  const Dataset one = along(1);
  const std::size_t count = numbers(one, "eigenvalues_re").size();
  for (const double energy : {1e-3, 1e3}) {
    const Dataset other = along(energy);
    ASSERT_EQ(numbers(other, "eigenvalues_re").size(), count);
    // Residuals are 1e-9 of the largest energy.
    for (std::size_t i = 0; i < count; ++i) {
      EXPECT_LE(std::abs(at(other, i) / energy - at(one, i)), 1e-7) << energy;
    }
  }
}

// Redfield's equation mixes a and a^+ of a pair of two-level systems: its moments are the six
// products of two of four Majorana operators, and relax as the density matrix does.
TEST(EigenvaluesAlong, OfMomentsAreAmongThoseOfTheGenerator) {
  const Study study = read_model_file(QUFLUX_EXAMPLES "/two_atoms_exceptional_point.toml",
                                      {"equations=[\"redfield\"]"});
  const auto along = [&](EquationMatrix matrix) {
    return eigenvalues_along(study, "coupling.rabi.strength", {0.03, 0.05}, 3, matrix);
  };
  const Dataset moments = along(EquationMatrix::moments);
  const Dataset generator = along(EquationMatrix::generator);
  ASSERT_EQ(numbers(moments, "eigenvalues_re").size(), 3 * 6);
  ASSERT_EQ(numbers(generator, "eigenvalues_re").size(), 3 * 16);
  for (std::size_t i = 0; i < 3 * 6; ++i) {
    double nearest = 1;
    for (std::size_t k = i / 6 * 16; k < (i / 6 + 1) * 16; ++k) {
      nearest = std::min(nearest, std::abs(at(moments, i) - at(generator, k)));
    }
    EXPECT_LT(nearest, 1e-12) << i;  // rounding of 16 eigenvalues of size 2
    EXPECT_GT(numbers(moments, "phase_rigidity")[i], 0.5) << i;
  }
}

// <v_k v_l> of q and p of two oscillators: ten, which relax as -(x_k + x_l).
TEST(EigenvaluesAlong, OfSymmetricMomentsAreSums) {
  const Study study =
      read_model_file(QUFLUX_TESTDATA "/models/two_oscillators.toml", {"equations=[\"redfield\"]"});
  const auto along = [&](EquationMatrix matrix) {
    return eigenvalues_along(study, "coupling.k.strength", {0.01, 0.05}, 2, matrix);
  };
  const Dataset x = along(EquationMatrix::amplitude);
  const Dataset moments = along(EquationMatrix::moments);
  ASSERT_EQ(numbers(x, "eigenvalues_re").size(), 2 * 4);
  ASSERT_EQ(numbers(moments, "eigenvalues_re").size(), 2 * 10);
  for (std::size_t k = 0; k < 4; ++k) {
    for (std::size_t l = k; l < 4; ++l) {
      double nearest = 1;
      for (std::size_t i = 0; i < 10; ++i) {
        nearest = std::min(nearest, std::abs(at(moments, i) + at(x, k) + at(x, l)));
      }
      EXPECT_LT(nearest, 1e-12) << k << ' ' << l;
    }
  }
}

}  // namespace
}  // namespace quflux::inline study
