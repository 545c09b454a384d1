// Jump operators with a rate of their own beside thermal baths and in their place.

#include <cmath>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "quflux/core/error.h"
#include "quflux/generator/energy_flows.h"
#include "quflux/method/master_equation/make_generator.h"
#include "quflux/method/master_equation/stationary_flows.h"
#include "quflux/method/master_equation/universal_lindblad.h"
#include "quflux/model/check_model.h"
#include "quflux/model/random_system.h"
#include "quflux/solve/steady_state.h"

namespace quflux::inline master_equation {
namespace {

using testing::HasSubstr;

Lindblad at_site(const std::string& name, const std::string& site, const std::string& op,
                 double rate) {
  return {name, {site}, op, {}, {}, rate};
}

Model two_level_chain(int count, double frequency, double strength) {
  Model model;
  for (int i = 1; i <= count; ++i) {
    add_site(model, {"s" + std::to_string(i), TwoLevel{frequency}});
    if (i == 1) continue;
    add_coupling(model, {"",
                         CouplingKind::exchange,
                         {"s" + std::to_string(i - 1), "s" + std::to_string(i)},
                         {},
                         strength});
  }
  return model;
}

double mean(const Model& model, const Matrix& state, const std::vector<SiteOperator>& factors) {
  return (product_operator(model, factors) * state).trace().real();
}

TEST(Lindblad, ActsByItsDefinition) {
  std::mt19937_64 engine(5);
  System system{random_hermitian(engine, 4, 1), {}};
  const Matrix jump =
      random_hermitian(engine, 4, 1) + Complex(0, 1) * random_hermitian(engine, 4, 1);
  system.lindblad.push_back({"noise", jump, 0.3});
  const Matrix rho = random_hermitian(engine, 4, 1);
  const Matrix square = jump.adjoint() * jump;
  const Matrix expected = 0.3 * (jump * rho * jump.adjoint() - (square * rho + rho * square) / 2);
  for (const MasterEquation& equation : {kGlobal, kPartialSecular, kRedfield, kUniversalLindblad}) {
    const Generator generator = make_generator(system, equation);
    EXPECT_TRUE(generator.completely_positive);  // without baths every equation is
    const Matrix own = from_energy_basis(
        generator, dissipate(generator.dissipators.at(0), to_energy_basis(generator, rho)));
    // Products of 4 x 4 matrices with entries up to 10.
    EXPECT_LE((own - expected).norm(), 1e-13 * expected.norm()) << equation.name;
    EXPECT_NEAR(energy_flows(generator, rho)(0), (system.hamiltonian * expected).trace().real(),
                1e-13 * expected.norm());
  }
}

TEST(Lindblad, EqualsTheBathWhoseRatesItHas) {
  Model model;
  add_site(model, {"s", TwoLevel{1}});
  Model channels = model;
  add_bath(model,
           {.name = "bath", .sites = {"s"}, .temperature = 0.7, .spectral_density = PowerLaw{0.1}});
  const double n = 1 / std::expm1(1 / 0.7);
  add_lindblad(channels, at_site("down", "s", "sm", 0.1 * (n + 1)));
  add_lindblad(channels, at_site("up", "s", "sp", 0.1 * n));
  const Matrix one = superoperator(make_generator(to_system(model), kGlobal));
  const Matrix other = superoperator(make_generator(to_system(channels), kGlobal));
  EXPECT_LE((one - other).norm(), 1e-15);
}

// Detailed balance R(-w) = exp(-w/T) R(w) at T = -1: an inverted bath. The flows are NumPy's.
TEST(Lindblad, IsAnInvertedBath) {
  Model model = two_level_chain(2, 1, 0.5);
  add_bath(
      model,
      {.name = "c", .sites = {"s2"}, .temperature = 0.5, .spectral_density = PowerLaw{0.1, 0}});
  const double n = 1 / std::expm1(1.0);
  add_lindblad(model, at_site("loss", "s1", "sm", 0.1 * n));
  add_lindblad(model, at_site("pump", "s1", "sp", 0.1 * (n + 1)));
  const RealVector flows = stationary_flows(to_system(model), kLocal);
  // To the digits that are known.
  EXPECT_NEAR(flows(1) + flows(2), 0.0486185774175, 1e-13);
  EXPECT_NEAR(flows(0), -0.0486185774175, 1e-13);
  EXPECT_GT(flows(2), 0);
  EXPECT_LT(flows(1), 0);
}

// H = sum of sx sx + sy sy over four spins, pump and loss of rate 1 at the ends: all known exactly.
TEST(Lindblad, DrivesTheSpinCurrentOfAnXXChain) {
  Model model = two_level_chain(4, 0, 2);
  add_lindblad(model, at_site("pump", "s1", "sp", 1));
  add_lindblad(model, at_site("loss", "s4", "sm", 1));
  for (const MasterEquation& equation : {kLocal, kGlobal, kPartialSecular, kRedfield}) {
    const Generator generator = make_generator(to_system(model), equation);
    const Matrix state = steady_state(generator);
    const std::vector<double> polarization{1.0 / 17, 0, 0, -1.0 / 17};
    for (int i = 1; i <= 4; ++i) {
      const std::string site = "s" + std::to_string(i);
      EXPECT_NEAR(mean(model, state, {{site, "sz"}}),
                  polarization.at(static_cast<std::size_t>(i - 1)), 1e-13);
      if (i == 4) continue;
      const std::string next = "s" + std::to_string(i + 1);
      const double current = 2 * (mean(model, state, {{site, "sx"}, {next, "sy"}}) -
                                  mean(model, state, {{site, "sy"}, {next, "sx"}}));
      EXPECT_NEAR(std::abs(current), 16.0 / 17, 1e-13) << equation.name;
    }
    EXPECT_NEAR(energy_flows(generator, state).sum(), 0, 1e-13);
  }
}

TEST(Lindblad, MayBeASumOrAProduct) {
  Model model = two_level_chain(2, 1, 0.1);
  const Matrix first = product_operator(model, {{"s1", "x"}});
  add_lindblad(model, {"common", {"s1", "s2"}, "sm", {}, {}, 0.1});
  add_lindblad(model, {"hop", {}, "", {{"s1", "sp"}, {"s2", "sm"}}, {}, 0.2});
  const System system = to_system(model);
  const Matrix both = system.lindblad[0].jump + system.lindblad[0].jump.adjoint();
  EXPECT_TRUE(both.isApprox(first + product_operator(model, {{"s2", "x"}})));
  const Matrix& hop = system.lindblad[1].jump;
  EXPECT_TRUE(
      (hop + hop.adjoint()).isApprox(product_operator(model, {{"s1", "sp"}, {"s2", "sm"}})));
  EXPECT_TRUE((hop * hop).isZero(0));
}

TEST(Lindblad, SaysWhatIsNotAllowed) {
  Model model = two_level_chain(2, 1, 0.1);
  const auto error = [&](const Lindblad& channel) -> std::string {
    try {
      Model copy = model;
      add_lindblad(copy, channel);
    } catch (const KeyError& wrong) {
      return wrong.key() + ": " + wrong.what();
    }
    return "no error";
  };
  EXPECT_EQ(error(at_site("pump", "s1", "sp", 0)), "no error");
  EXPECT_EQ(error(at_site("pump", "s1", "sp", -1)),
            "rate: 'rate' of [[lindblad]] is -1; it must be a finite number >= 0");
  EXPECT_THAT(error(at_site("pump", "s1", "q", 1)),
              HasSubstr("operator: site 's1' has no operator 'q'"));
  EXPECT_THAT(error(at_site("pump", "s3", "sp", 1)), HasSubstr("site: there is no site 's3'"));
  EXPECT_THAT(error({"pump", {}, "", {{"s1", "sm"}, {"s1", "sm"}}, {}, 1}),
              HasSubstr("operators: the operator of lindblad 'pump' is zero"));
  EXPECT_THAT(error({"pump", {}, "", {}, Matrix::Identity(4, 4), 1}),
              HasSubstr("the model has sites"));
  EXPECT_THAT(error({"pump", {}, "", {}, {}, 1}), HasSubstr("must have either"));
  System system = to_system(model);
  system.lindblad.push_back({"pump", Matrix::Identity(4, 4), -1});
  EXPECT_THROW(make_generator(system, kGlobal), NoAnswer);
}

}  // namespace
}  // namespace quflux::inline master_equation
