#include "quflux/mapping/reaction_coordinate.h"

#include <cmath>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "quflux/core/error.h"
#include "quflux/core/test_data.h"
#include "quflux/hilbert/site_operators.h"
#include "quflux/hilbert/space.h"
#include "quflux/mapping/moments.h"

namespace quflux::inline mapping {
namespace {

using nlohmann::json;
using testing::HasSubstr;

std::string refusal(const SpectralDensity& density) {
  try {
    reaction_coordinates(density);
  } catch (const NoAnswer& error) {
    EXPECT_EQ(coordinate_obstacle(density), error.what());
    return error.what();
  }
  return "none";
}

ModelBath bath(const std::string& name, const std::string& op, double temperature) {
  return {.name = name,
          .sites = {"spin"},
          .site_operator = op,
          .temperature = temperature,
          .spectral_density = Brownian{0.5, 3, 1}};
}

// The reference's numbers are of quadratures to 1e-10.
TEST(ReactionCoordinate, HasTheMomentsOfCutPowerLaws) {
  const json cases = test_data("beyond.json").at("rc_mapping").at("cases");
  ASSERT_EQ(cases.size(), 2);
  for (const json& known : cases) {
    SCOPED_TRACE(known.dump());
    const double exponent = known.at("gamma") == "0.5 w exp(-w)" ? 1 : 3;
    const PowerLaw density{0.5, exponent, 1};
    const ReactionCoordinate found = reaction_coordinates(density).front();
    EXPECT_NEAR(found.frequency, known.at("Om1"), 1e-12);
    EXPECT_NEAR(2 * found.frequency * found.coupling * found.coupling, known.at("D2"), 1e-12);
    for (const auto& [frequency, expected] : known.at("gamma_res_with_Om1").items()) {
      const double w = std::stod(frequency);
      const double value = expected;
      EXPECT_NEAR(residual_density(density, found, w), value, 1e-9 * value) << w;
      EXPECT_NEAR(evaluate(found.residual, w), value, 1e-6 * value) << w;
    }
  }
}

// As strong as the bath was, whatever its coefficient: 2.2 w at w -> 0 of an Ohmic one.
TEST(ReactionCoordinate, LeavesAStrongBathBehindWhereThereIsNoPeak) {
  for (const double coefficient : {1e-3, 1.0}) {
    const ReactionCoordinate found = reaction_coordinates(PowerLaw{coefficient, 1, 1}).front();
    EXPECT_NEAR(*slope_at_zero(found.residual), 2.22, 0.01);
    EXPECT_GT(found.relative_width(), 1);
  }
}

// A Brownian density that is not known to be one leaves the Ohmic bath of Eq. (87), too.
RC_GTEST_PROP(ReactionCoordinate, FindsTheModeOfABrownianDensity, ()) {
  const double coupling = *rc::gen::inRange(1, 20) / 10.0;
  const double frequency = *rc::gen::inRange(5, 40) / 10.0;
  const double width = frequency * *rc::gen::inRange(1, 20) / 10.0;
  const Brownian brownian{coupling, frequency, width};
  const ReactionCoordinate exact = reaction_coordinates(brownian).front();
  const Function function{FrequencyFunction([=](std::span<const double> w, std::span<double> v) {
                            for (std::size_t i = 0; i < w.size(); ++i) {
                              v[i] = evaluate(SpectralDensity(brownian), w[i]);
                            }
                          }),
                          std::nullopt, true};
  const DensityMoments moments = density_moments(function);
  // What is beyond e^40 of a density that falls off as w^-3 is far below a rounding.
  RC_ASSERT(std::abs(std::sqrt(moments.first / moments.inverse) / frequency - 1) < 1e-9);
  for (const double w : {0.1, 1.0, 5.0}) {
    const double residual = residual_density(function, exact, w);
    RC_ASSERT(std::abs(residual / evaluate(exact.residual, w) - 1) < 1e-6);
  }
}

TEST(ReactionCoordinate, IsOneForEachBrownianTerm) {
  const DensitySum sum{{Brownian{0.1, 1, 0.2}, Brownian{0.3, 2, 0.5}}};
  const std::vector<ReactionCoordinate> found = reaction_coordinates(sum);
  ASSERT_EQ(found.size(), 2);
  EXPECT_EQ(found[1].coupling, 0.3);
  EXPECT_EQ(found[1].frequency, 2);
  EXPECT_EQ(std::get<PowerLaw>(found[1].residual), (PowerLaw{0.25, 1}));
  // Beside another bath they are no longer exact: one coordinate for all.
  EXPECT_EQ(reaction_coordinates(DensitySum{{Brownian{0.1, 1, 0.2}, PowerLaw{0.1, 1, 2}}}).size(),
            1);
}

TEST(ReactionCoordinate, IsRefusedWhereMomentsDiverge) {
  EXPECT_THAT(refusal(Drude{0.1, 2}), HasSubstr("use heom"));
  EXPECT_THAT(refusal(PowerLaw{0.1, 0.5, std::nullopt}), HasSubstr("give it a cutoff"));
  EXPECT_THAT(refusal(PowerLaw{0.1, -0.5, 2}), HasSubstr("exponent must be > 0"));
  EXPECT_THAT(refusal(Table({0, 1, 2, 3}, {0, 1, 1, 0}, "t")), HasSubstr("set 'modes'"));
  EXPECT_THAT(refusal(DensitySum{{Brownian{0.1, 1, 0.2}, Drude{0.1, 2}}}), HasSubstr("use heom"));
  EXPECT_NO_THROW(reaction_coordinates(PowerLaw{0.1, 0.5, 2}));
  const Function lorentzian{FrequencyFunction([](std::span<const double> w, std::span<double> v) {
                              for (std::size_t i = 0; i < w.size(); ++i) {
                                v[i] = w[i] / (1 + w[i] * w[i]);
                              }
                            }),
                            std::nullopt, true};
  EXPECT_THROW(reaction_coordinates(lorentzian), NoAnswer);
}

// H_enl = H + lambda S x + Omega a^+ a for each bath, Eq. (84).
TEST(EnlargedModel, HasAModeForEachBath) {
  Model model;
  model.sites = {{"spin", TwoLevel{1}}};
  model.baths = {bath("a", "0.6 sx + 0.8 sz", 2), bath("b", "x", 1)};
  const std::vector<ReactionCoordinate> own = reaction_coordinates(Brownian{0.5, 3, 1});
  const EnlargedModel enlarged = enlarge(model, {own, own}, {3, 4});
  const System system = to_system(enlarged.model);
  const System before = to_system(model);
  const auto on = [&](const Matrix& s, const Matrix& first, const Matrix& second) {
    return kron(kron(s, first), second);
  };
  const Matrix one2 = Matrix::Identity(2, 2);
  const Matrix one3 = Matrix::Identity(3, 3);
  const Matrix one4 = Matrix::Identity(4, 4);
  const Matrix expected = on(before.hamiltonian, one3, one4) +
                          3 * (on(one2, number(3), one4) + on(one2, one3, number(4))) +
                          0.5 * (on(before.baths[0].coupling_operator, position(3), one4) +
                                 on(before.baths[1].coupling_operator, one3, position(4)));
  EXPECT_LT((system.hamiltonian - expected).norm(), 1e-14);
  EXPECT_EQ(system.baths[1].name, "b");
  EXPECT_EQ(enlarged.bath_of, (std::vector<std::size_t>{0, 1}));
  EXPECT_LT((system.baths[1].coupling_operator - on(one2, one3, position(4))).norm(), 1e-14);
  EXPECT_EQ(std::get<PowerLaw>(system.baths[0].reservoir.spectral_density).coefficient, 1.0 / 3);

  // Parts of S that are not Hermitian by themselves count once, and so do matrices.
  Model parts = model;
  parts.baths[1].sites = {"spin", "spin"};
  parts.baths[1].site_operator = "";
  parts.baths[1].operators_of_sites = {"sm", "sp"};
  EXPECT_LT((to_system(enlarge(parts, {own, own}, {3, 4}).model).hamiltonian - expected).norm(),
            1e-14);
  Model matrices;
  matrices.matrices = MatrixModel{before.hamiltonian, std::nullopt};
  for (const SystemBath& b : before.baths) {
    matrices.baths.push_back({.name = b.name,
                              .sites = {},
                              .matrix = b.coupling_operator,
                              .temperature = b.reservoir.temperature,
                              .spectral_density = Brownian{0.5, 3, 1}});
  }
  const System by_matrices = to_system(enlarge(matrices, {own, own}, {3, 4}).model);
  EXPECT_LT((by_matrices.hamiltonian - expected).norm(), 1e-14);
  for (std::size_t j = 0; j < 2; ++j) {
    EXPECT_EQ(by_matrices.baths[j].coupling_operator, system.baths[j].coupling_operator);
  }
}

TEST(EnlargedModel, TakesNamesThatAreFree) {
  Model model;
  model.sites = {{"spin", TwoLevel{1}}, {"a_coordinate", TwoLevel{1}}};
  model.baths = {bath("a", "x", 2), bath("a_2", "sz", 1)};
  const std::vector<ReactionCoordinate> two =
      reaction_coordinates(DensitySum{{Brownian{0.1, 1, 0.2}, Brownian{0.3, 2, 0.5}}});
  const Model enlarged = enlarge(model, {two, {two[0]}}, {2, 2, 2}).model;
  std::vector<std::string> names;
  for (const Site& site : enlarged.sites) names.push_back(site.name);
  for (const ModelBath& b : enlarged.baths) names.push_back(b.name);
  EXPECT_EQ(names,
            (std::vector<std::string>{"spin", "a_coordinate", "a_coordinate_1", "a_coordinate_2",
                                      "a_2_coordinate", "a_1", "a_2_", "a_2"}));
  EXPECT_NO_THROW(to_system(enlarged));
}

TEST(EnlargedModel, IsRefusedWhereItIsTooLarge) {
  Model model;
  model.sites = {{"spin", TwoLevel{1}}};
  model.baths = {bath("a", "x", 2)};
  const std::vector<ReactionCoordinate> own = reaction_coordinates(Brownian{0.5, 3, 1});
  EXPECT_THROW(enlarge(model, {own}, {5000}), NoAnswer);
}

TEST(ReducedState, TracesTheModesOut) {
  const Matrix rho = (Matrix(2, 2) << 0.7, Complex(0.1, 0.2), Complex(0.1, -0.2), 0.3).finished();
  const Matrix modes = Matrix(Vector{{0.5, 0.3, 0.2}}.asDiagonal());
  EXPECT_LT((reduced_state(kron(rho, modes), 2) - rho).norm(), 1e-15);
}

}  // namespace
}  // namespace quflux::inline mapping
