#include "quflux/method/master_equation/response.h"

#include <cmath>
#include <random>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "quflux/core/error.h"
#include "quflux/generator/energy_flows.h"
#include "quflux/method/master_equation/make_generator.h"
#include "quflux/method/master_equation/number_operators.h"
#include "quflux/method/master_equation/universal_lindblad.h"
#include "quflux/model/random_system.h"
#include "quflux/numerics/extrapolated_difference.h"
#include "quflux/solve/steady_state.h"

namespace quflux::inline master_equation {
namespace {

RealVector outputs(const Model& model, const MasterEquation& equation,
                   const EquationOptions& options) {
  const Generator generator = make_generator(to_system(model), equation, options);
  const Matrix rho = steady_state(generator);
  const RealVector flows = energy_flows(generator, rho);
  const RealVector occupations = means(number_operators(model), rho);
  RealVector all(flows.size() + occupations.size());
  all << flows, occupations;
  return all;
}

ExtrapolatedDifference differences(Model model, const MasterEquation& equation,
                                   const EquationOptions& options, const std::string& path) {
  const double value = parameter(model, path);
  // Rates, on whose scale flows change, are some 0.02 here.
  return extrapolated_difference(
      [&](double x) {
        parameter(model, path) = x;
        return outputs(model, equation, options);
      },
      value, 2e-3 * std::max(0.1, std::abs(value)));
}

// Eight digits of the largest derivative, or of what it takes to change an output by itself; some
// differences have fewer, and know it.
void expect_slopes(const Model& model, const MasterEquation& equation,
                   const EquationOptions& options = {}) {
  const Response response(model, equation, options);
  const RealVector values = outputs(model, equation, options);
  EXPECT_LE((response.outputs() - values).cwiseAbs().maxCoeff(), 1e-12);
  const auto flows = static_cast<Eigen::Index>(flow_count(model));
  for (const auto& [path, number] : parameters(model)) {
    if (counts_levels(path)) continue;
    const auto [expected, error] = differences(model, equation, options, path);
    const RealVector found = response.slopes(path);
    const auto near = [&](Eigen::Index begin, Eigen::Index count) {
      if (count == 0) return;
      const double size = expected.segment(begin, count).cwiseAbs().maxCoeff() +
                          values.segment(begin, count).cwiseAbs().maxCoeff();
      EXPECT_LE((found - expected).segment(begin, count).cwiseAbs().maxCoeff(),
                std::max(1e-8 * size, 3 * error))
          << equation.name << ", " << path << ": " << found.transpose() << " for "
          << expected.transpose();
      EXPECT_LE(error, 1e-7 * size) << equation.name << ", " << path << ": " << found.transpose()
                                    << " for " << expected.transpose();
    };
    near(0, flows);
    near(flows, values.size() - flows);
  }
}

// Levels without any symmetry, two terms, a jump operator.
Model random_model(std::uint64_t seed) {
  std::mt19937_64 engine(seed);
  const auto d = static_cast<Eigen::Index>(2 + engine() % 5);
  Model model;
  model.matrices = MatrixModel{random_hermitian(engine, d, 1), {}};
  for (const char* name : {"first", "second"}) {
    model.matrices->terms.push_back({name, random_hermitian(engine, d, 1), 0.3});
  }
  std::uniform_real_distribution<double> uniform(0, 1);
  for (const char* name : {"hot", "cold"}) {
    model.baths.push_back({.name = name,
                           .sites = {},
                           .matrix = random_hermitian(engine, d, 0.7),
                           .temperature = 0.3 + uniform(engine),
                           .spectral_density = random_density(engine)});
  }
  if (engine() % 2 == 0) {
    model.lindblad.push_back({"pump", {}, "", {}, random_hermitian(engine, d, 0.5), 0.003});
  }
  return model;
}

TEST(Response, OfRandomModelsIsThatOfDifferences) {
  for (std::uint64_t seed = 0; seed < 8; ++seed) {
    SCOPED_TRACE(seed);
    const Model model = random_model(seed);
    for (const MasterEquation& equation :
         {kGlobal, kPartialSecular, kRedfield, kUniversalLindblad}) {
      expect_slopes(model, equation);
    }
    expect_slopes(model, kPartialSecular, {.secular_cutoff = 0.7});
  }
}

// Two atoms and a cavity with a common bath and a bath of the cavity.
Model sites() {
  Model model;
  model.sites = {{"a", TwoLevel{1}}, {"b", TwoLevel{1.1}}, {"c", Oscillator{0.9, 2}}};
  model.couplings = {{"ab", CouplingKind::exchange, {"a", "b"}, {}, 0.08, 0.4},
                     {"bc", CouplingKind::exchange, {"b", "c"}, {}, 0.05, -0.3},
                     {"ca", CouplingKind::exchange, {"c", "a"}, {}, 0.03, 0.2}};
  model.terms = {{"tilt", "a", "sx", 0.05}};
  model.baths = {{.name = "hot",
                  .sites = {"a", "b"},
                  .weights = {1, 0.6},
                  .temperature = 0.5,
                  .spectral_density = PowerLaw{0.02, 1.5, std::nullopt}},
                 {.name = "cold",
                  .sites = {"c"},
                  .temperature = 0.2,
                  .spectral_density = DensitySum{{Drude{0.02, 4}, Brownian{0.1, 1, 0.5}}}}};
  return model;
}

TEST(Response, OfSitesIsThatOfDifferences) {
  for (const MasterEquation& equation : {kGlobal, kPartialSecular, kRedfield, kUniversalLindblad}) {
    expect_slopes(sites(), equation);
  }
  Model untilted = sites();
  untilted.terms.clear();
  untilted.baths[0].sites = {"a"};
  untilted.baths[0].weights = {0.8};
  expect_slopes(untilted, kLocal);
  for (const MasterEquation& equation : {kLocal, kGlobal, kPartialSecular}) {
    EquationOptions exchange;
    exchange.bath_coupling = BathCoupling::exchange;
    expect_slopes(untilted, equation, exchange);
  }
}

// Equal uncoupled levels, which a coupling mixes and parts.
Model degenerate(double coupling) {
  Model model;
  model.sites = {{"a", TwoLevel{1}}, {"b", TwoLevel{1}}};
  model.couplings = {{"rabi", CouplingKind::exchange, {"a", "b"}, {}, coupling}};
  model.baths = {{.name = "hot",
                  .sites = {"a"},
                  .temperature = 0.5,
                  .spectral_density = PowerLaw{0.02, 1, std::nullopt}},
                 {.name = "cold",
                  .sites = {"b", "a"},
                  .weights = {1, 0.4},
                  .temperature = 0.2,
                  .spectral_density = PowerLaw{0.05, 1, std::nullopt}}};
  return model;
}

TEST(Response, WithLambShiftIsThatOfDifferences) {
  Model model = degenerate(0.05);
  model.baths[0].spectral_density = Drude{0.02, 4};
  model.baths[1].spectral_density = PowerLaw{0.03, 3, 1.5};
  EquationOptions options;
  options.lamb_shift = true;
  for (const MasterEquation& equation : {kGlobal, kPartialSecular, kRedfield}) {
    expect_slopes(model, equation, options);
  }
}

std::string refusal(const Model& model, const MasterEquation& equation, const std::string& path) {
  try {
    static_cast<void>(Response(model, equation, {}).slopes(path));
  } catch (const Error& error) {
    return error.what();
  }
  return "no error";
}

TEST(Response, IsSmoothInRedfieldWhereLevelsMeet) {
  // Also where they have all but met: quotients of differences have no digits there.
  for (const double coupling : {0.0, 1e-9, 1e-6, 1e-5})
    expect_slopes(degenerate(coupling), kRedfield);
}

TEST(Response, IsRefusedWhereLevelsOfGlobalPart) {
  EXPECT_THAT(refusal(degenerate(0), kGlobal, "coupling.rabi.strength"),
              testing::HasSubstr("that global takes for one, where its flows jump"));
  EXPECT_THAT(refusal(degenerate(0), kGlobal, "site.a.frequency"),
              testing::HasSubstr("'site.a.frequency' parts transitions of the frequency"));
  // What keeps them together is no jump.
  EXPECT_EQ(refusal(degenerate(0), kGlobal, "bath.hot.temperature"), "no error");
}

TEST(Response, NamesWhatHasNoDerivative) {
  EXPECT_THAT(refusal(sites(), kRedfield, "site.c.levels"),
              testing::HasSubstr("'site.c.levels' is a count of levels"));
  EXPECT_THAT(refusal(sites(), kRedfield, "site.c.level"), testing::HasSubstr("did you mean"));
  Model user = degenerate(0.1);
  user.baths[0].spectral_density = Function{[](std::span<const double> w, std::span<double> gamma) {
                                              for (std::size_t i = 0; i < w.size(); ++i)
                                                gamma[i] = 0.02 * w[i];
                                            },
                                            0.02};
  EXPECT_THAT(refusal(user, kRedfield, "site.a.frequency"),
              testing::HasSubstr("bath 'hot': a spectral density that is a function has no known"));
  EXPECT_EQ(refusal(user, kRedfield, "bath.hot.temperature"), "no error");
}

}  // namespace
}  // namespace quflux::inline master_equation
