// Jumps of a two-level system against testdata/beyond.json, the laws of thermodynamics and limits.

#include "quflux/method/blip/blip_flows.h"

#include <array>
#include <cmath>
#include <random>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include "quflux/core/constants.h"
#include "quflux/core/test_data.h"
#include "quflux/core/testing.h"
#include "quflux/hilbert/site_operators.h"
#include "quflux/hilbert/space.h"
#include "quflux/method/blip/blip_road.h"
#include "quflux/model/check_model.h"
#include "quflux/model/random_system.h"
#include "quflux/numerics/eigenbasis.h"
#include "quflux/road/answer_at.h"

namespace quflux::inline blip {
namespace {

using nlohmann::json;
using testing::HasSubstr;

// In the basis of the reference: diag(1, -1).
Matrix up_down() { return -sigma_z(); }

System spin_boson(double eps, double delta, const std::vector<Reservoir>& reservoirs) {
  System system{eps / 2 * up_down() + delta / 2 * sigma_x(), {}};
  for (const Reservoir& reservoir : reservoirs) {
    system.baths.push_back({std::to_string(system.baths.size() + 1), up_down(), reservoir});
  }
  return system;
}

Reservoir reservoir(const json& bath) {
  const std::string kind = bath[0];
  if (kind == "ohmic") return {PowerLaw{bath[1], 1, bath[2].get<double>()}, bath[3]};
  if (kind == "drude") return {Drude{bath[1], bath[2]}, bath[3]};
  return {Brownian{bath[1], bath[2], bath[3]}, bath[4]};
}

struct Solved {
  BlipRates rates;
  BlipFlows found;
  RealMatrix noise;
};

Solved solve(const System& system) {
  const BlipRates rates = BlipSystem(system).rates();
  const BlipFlows found = blip_flows(rates);
  return {rates, found, blip_noise(rates, found)};
}

TEST(BlipFlows, OfTheReference) {
  const json cases = test_data("beyond.json").at("niba");
  for (std::size_t i = 0; i < cases.size(); ++i) {
    SCOPED_TRACE(i);
    const json& c = cases[i];
    std::vector<Reservoir> reservoirs;
    for (const json& bath : c.at("baths")) reservoirs.push_back(reservoir(bath));
    const Solved solved = solve(spin_boson(c.at("eps"), c.at("Delta"), reservoirs));
    // The reference cuts Matsubara sums of Drude baths at 2,000 terms: 1e-8 there.
    const bool drude = c.at("baths")[1][0] == "drude";
    const double accuracy = drude ? 1e-8 : 1e-9;
    const auto expect = [&](double value, double expected, double error) {
      EXPECT_NEAR(value, expected, std::max(accuracy * std::abs(expected), 3 * error));
    };
    // Pointer states are in the order of s: -1, 1.
    expect(solved.rates.rates(1, 0), c.at("kd"), 0);
    expect(solved.rates.rates(0, 1), c.at("ku"), 0);
    expect(solved.found.populations(1), c.at("Pplus"), 0);
    for (Eigen::Index j = 0; j < 2; ++j) {
      expect(solved.found.flows(j), c.at("J")[static_cast<std::size_t>(j)], c.at("J_err"));
    }
    expect(solved.noise(0, 0), c.at("noise"), c.at("noise_err"));
    const double largest = solved.found.flows.cwiseAbs().maxCoeff();
    EXPECT_LE(std::abs(solved.found.flows.sum()), std::max(1e-12 * largest, 1e-15));
    EXPECT_LE(solved.noise.rowwise().sum().cwiseAbs().maxCoeff(), 1e-11 * solved.noise(0, 0));
  }
}

TEST(BlipFlows, OfTheTurnover) {
  const json data = test_data("beyond.json");
  for (const json& point : data.at("turnover_brownian").at("points")) {
    const double lam = point.at("lam");
    const Solved solved =
        solve(spin_boson(0, 1, {{Brownian{lam, 3, 1}, 2}, {Brownian{lam, 3, 1}, 1}}));
    EXPECT_NEAR(solved.found.flows(0), point.at("niba"), 1e-9 * solved.found.flows(0)) << lam;
    EXPECT_NEAR(solved.noise(0, 0), point.at("niba_noise"), 1e-8 * solved.noise(0, 0)) << lam;
  }
  for (const json& point : data.at("turnover_drude").at("points")) {
    const double c = point.at("c");
    const Solved solved = solve(spin_boson(0, 1, {{Drude{c, 2}, 2}, {Drude{c, 2}, 1}}));
    // The reference lacks the Matsubara terms beyond 2,000.
    const double flow = point.at("niba");
    EXPECT_NEAR(solved.found.flows(0), flow, 1e-8 * flow) << c;
    EXPECT_NEAR(solved.noise(0, 0), point.at("niba_noise"), 1e-5 * solved.noise(0, 0)) << c;
  }
}

// A model of the class with random numbers, of which two baths are in the equation of the state.
System random_spin(std::uint64_t seed, bool equal_temperatures) {
  std::mt19937_64 engine(seed);
  std::uniform_real_distribution<double> uniform(0, 1);
  const double temperature = 0.5 + uniform(engine);
  const auto density = [&]() -> SpectralDensity {
    const double c = 0.2 + 0.6 * uniform(engine);
    const double cutoff = 1 + 5 * uniform(engine);
    switch (engine() % 3) {
      case 0:
        return PowerLaw{c, 0.7 + 0.6 * uniform(engine), cutoff};
      case 1:
        return Drude{c, cutoff};
      default:
        return Brownian{c, cutoff, 0.5 + uniform(engine)};
    }
  };
  std::vector<Reservoir> reservoirs;
  for (int j = 0; j < 3; ++j) {
    reservoirs.push_back({density(), equal_temperatures ? temperature : 0.5 + uniform(engine)});
  }
  return spin_boson(2 * uniform(engine) - 1, 0.2 + uniform(engine), reservoirs);
}

// Rounding of sums of a hundred to ten thousand terms, over the sum of their sizes.
constexpr double kRounding = 1e-12;

RC_GTEST_PROP(BlipLaws, FirstAndSecond, (std::uint64_t seed)) {
  const System system = random_spin(seed, false);
  const Solved solved = solve(system);
  const double size = solved.rates.heat_size.maxCoeff();
  RC_ASSERT(std::abs(solved.found.flows.sum()) <= kRounding * size);
  double production = 0;
  for (Eigen::Index j = 0; j < 3; ++j) {
    production -=
        solved.found.flows(j) / system.baths[static_cast<std::size_t>(j)].reservoir.temperature;
  }
  RC_ASSERT(production >= -kRounding * size);
}

// Where exp(-Q) is much narrower than singularities are far: the classical limit, Marcus' rates.
TEST(BlipFlows, OfSlowStrongBathsKeepTheFirstLaw) {
  // (c, cutoff, T_1, T_2) and the flow of the same integral by the trapezoidal rule on a fine grid.
  const std::vector<std::array<double, 5>> cases{
      {3, 0.1, 2, 1, 0.02543}, {30, 0.01, 2, 1, 0.02553}, {0.3, 5, 1000, 1, 0.013457}};
  for (const auto& [c, cutoff, hot, cold, flow] : cases) {
    const Solved solved =
        solve(spin_boson(0.8, 1, {{PowerLaw{c, 1, cutoff}, hot}, {PowerLaw{c, 1, cutoff}, cold}}));
    EXPECT_NEAR(solved.found.flows(0), flow, 5e-4 * flow) << cutoff;  // four digits are given
    EXPECT_LE(std::abs(solved.found.flows.sum()), 1e-11 * solved.rates.heat_size.maxCoeff());
  }
}

RC_GTEST_PROP(BlipLaws, NothingFlowsAtEqualTemperatures, (std::uint64_t seed)) {
  const System system = random_spin(seed, true);
  const Solved solved = solve(system);
  const double size = solved.rates.heat_size.maxCoeff();
  RC_ASSERT(solved.found.flows.cwiseAbs().maxCoeff() <= kRounding * size);
  // Detailed balance, with the energies of the model: both states relax alike.
  const double ratio = solved.rates.rates(0, 1) / solved.rates.rates(1, 0);
  const double eps = system.hamiltonian(0, 0).real() - system.hamiltonian(1, 1).real();
  const double temperature = system.baths[0].reservoir.temperature;
  RC_ASSERT(std::abs(ratio * std::exp(eps / temperature) - 1) <= 10 * kRounding);
}

// Johnson and Nyquist: noise_jk = -T^2 dJ_j/dT_k - T^2 dJ_k/dT_j between two baths.
TEST(BlipFlows, NoiseIsThatOfTheResponse) {
  const auto flows = [](double step) {
    return solve(spin_boson(0.5, 1, {{PowerLaw{0.3, 1, 10}, 1.3}, {Drude{0.4, 3}, 1.3 + step}}))
        .found.flows;
  };
  constexpr double kStep = 1e-3;
  // Of fourth order in the step.
  const RealVector slope =
      (8 * (flows(kStep) - flows(-kStep)) - (flows(2 * kStep) - flows(-2 * kStep))) / (12 * kStep);
  const Solved solved =
      solve(spin_boson(0.5, 1, {{PowerLaw{0.3, 1, 10}, 1.3}, {Drude{0.4, 3}, 1.3}}));
  const double expected = 2 * 1.3 * 1.3 * slope(1);
  EXPECT_NEAR(solved.noise(1, 1), expected, 1e-9 * expected);
}

TEST(BlipFlows, StatisticsAgreeWithTheNoiseAndWithFluctuationTheorems) {
  const System system = spin_boson(0.5, 1, {{PowerLaw{0.3, 1, 10}, 2}, {PowerLaw{0.2, 0.8, 6}, 1}});
  const Solved solved = solve(system);
  const FlowStatistics statistics = blip_statistics(BlipSystem(system));
  const RealVector c = RealVector::Unit(2, 0);
  const RealVector cumulants = statistics.cumulants(c, 4);
  EXPECT_DOUBLE_EQ(cumulants(0), solved.found.flows(0));
  EXPECT_DOUBLE_EQ(cumulants(1), solved.noise(0, 0));
  // Differences of the second cumulant along s: from lambda itself.
  const double step = 0.02;
  const auto lambda = [&](double s) { return statistics.generating_function(s * c); };
  const double third =
      (lambda(2 * step) - 2 * lambda(step) + 2 * lambda(-step) - lambda(-2 * step)) /
      (2 * std::pow(step, 3));
  EXPECT_NEAR(cumulants(2), third, 1e-2 * std::abs(third));  // of second order in the step
  const RealVector beta{{0.5, 1}};
  EXPECT_NEAR(statistics.generating_function(beta), 0, 1e-12);
  EXPECT_NEAR(statistics.generating_function(RealVector{{0.2, 0.35}}),
              statistics.generating_function(RealVector{{0.3, 0.65}}), 1e-12);
}

TEST(BlipFlows, AreThoseOfTheAxisWhateverItIs) {
  const std::vector<Reservoir> reservoirs{{PowerLaw{0.3, 1, 10}, 2}, {Drude{0.2, 5}, 1}};
  System system = spin_boson(0.5, 1, reservoirs);
  const RealVector flows = solve(system).found.flows;
  std::mt19937_64 engine(3);
  const Matrix u = eigenbasis(random_hermitian(engine, 2, 1)).vectors;
  system.hamiltonian = u * system.hamiltonian * u.adjoint();
  for (SystemBath& bath : system.baths) {
    bath.coupling_operator = u * bath.coupling_operator * u.adjoint();
  }
  EXPECT_LT((solve(system).found.flows - flows).cwiseAbs().maxCoeff(), 1e-13);
  // A multiple of 1 in S_j moves the levels by 4 s lambda.
  const double lambda = Lineshape(reservoirs[0]).reorganisation_energy();
  System displaced = spin_boson(0.5, 1, reservoirs);
  displaced.baths[0].coupling_operator += 0.3 * Matrix::Identity(2, 2);
  const RealVector expected = solve(spin_boson(0.5 - 4 * 0.3 * lambda, 1, reservoirs)).found.flows;
  EXPECT_LT((solve(displaced).found.flows - expected).cwiseAbs().maxCoeff(), 1e-13);
}

// Classical baths: Marcus's rate.
TEST(BlipFlows, TendToMarcusRates) {
  const double temperature = 50;
  const double eps = 3;
  const Reservoir slow{Drude{4000, 0.002}, temperature};
  const Solved solved = solve(spin_boson(eps, 0.1, {slow}));
  const double reorganisation = 4 * Lineshape(slow).reorganisation_energy();
  const double barrier = std::pow(eps - reorganisation, 2) / (4 * reorganisation * temperature);
  const double rate = 0.1 * 0.1 / 4 *
                      std::sqrt(4 * kPi * kPi / (4 * kPi * reorganisation * temperature)) *
                      std::exp(-barrier);
  // Quantum corrections go as the square of the width over T.
  EXPECT_NEAR(solved.rates.rates(1, 0), rate, 2e-3 * rate);
}

TEST(BlipFlows, FarJumpsKeepTheirDigits) {
  const double eps = 60;
  const Solved solved = solve(spin_boson(eps, 1, {{PowerLaw{0.5, 1, 8}, 1}}));
  // Each is a difference of terms that are e^6 times as large.
  EXPECT_NEAR(solved.rates.rates(0, 1) / solved.rates.rates(1, 0) * std::exp(eps), 1, 1e-8);
}

TEST(BlipFlows, SayWhyThereAreNone) {
  const auto message = [](const System& system) {
    return error_of([&] { blip_flows(BlipSystem(system).rates()); });
  };
  const Reservoir ohmic{PowerLaw{0.3, 1, 10}, 1};
  EXPECT_THAT(message(spin_boson(0, 1, {{PowerLaw{0.3, 3, 10}, 1}})), HasSubstr("does not decay"));
  EXPECT_THAT(message(spin_boson(0, 1, {{PowerLaw{0.3, 1}, 1}})), HasSubstr("bath '1': the line"));
  EXPECT_THAT(message(spin_boson(0, 1, {{PowerLaw{0.3, 0.5}, 1}})), HasSubstr("give it a cutoff"));
  EXPECT_THAT(message(spin_boson(0, 1, {{PowerLaw{0.3, 1, 5}, 0}})),
              HasSubstr("temperature above"));
  EXPECT_THAT(message(spin_boson(1, 0, {ohmic})), HasSubstr("do not lead from every"));
  EXPECT_THAT(message(spin_boson(0, 1, {{PowerLaw{1e-8, 2, 10}, 1}})), HasSubstr("too slowly"));
  System two_axes = spin_boson(0, 1, {ohmic, ohmic});
  two_axes.baths[1].coupling_operator = sigma_x();
  EXPECT_THAT(message(two_axes), HasSubstr("along different axes"));
  System blind = spin_boson(0, 1, {ohmic});
  blind.baths[0].coupling_operator = Matrix::Identity(2, 2);
  EXPECT_THAT(message(blind), HasSubstr("no bath tells apart"));
}

// The flow of a spin between weak Ohmic baths at T = 2 and 1 beside that of second order.
TEST(BlipRoad, WarnsOfTunnellingAboveTheTemperatures) {
  const auto compare = [](double delta, double eps) {
    Model model;
    add_site(model, {"spin", TwoLevel{0}});
    model.terms = {{"tunnelling", "spin", "sx", delta / 2}, {"bias", "spin", "sz", eps / 2}};
    for (const auto& [name, temperature] : {std::pair{"hot", 2.0}, {"cold", 1.0}}) {
      add_bath(model, {.name = name,
                       .sites = {"spin"},
                       .site_operator = "sz",
                       .temperature = temperature,
                       .spectral_density = PowerLaw{0.01, 1, 200}});
    }
    const Answer found = answer_at(model, blip_road(), {BlipEquation{}, {}}, {Quantity::flows});
    // w s^2 gamma (n_h - n_c)/2(1 + n_h + n_c), s^2 = (Delta/w)^2.
    const double w = std::hypot(delta, eps);
    const double hot = 1 / std::expm1(w / 2);
    const double cold = 1 / std::expm1(w);
    const double weak =
        delta * delta / w * 0.01 * w * std::exp(-w / 200) * (hot - cold) / 2 / (1 + hot + cold);
    const auto warning = found.warnings.find(0);
    return std::pair(found.flows[0] / weak, warning == found.warnings.end() ? "" : warning->second);
  };
  EXPECT_NEAR(compare(5, 0).first, 4.3, 0.05);
  EXPECT_THAT(compare(5, 0).second,
              HasSubstr("the tunnelling, 5, is above the temperature of every bath, 2 at most"));
  EXPECT_GT(compare(20, 0).first, 7'000);
  EXPECT_THAT(compare(5, 10).second, HasSubstr("detailed balance between pointer states"));
  // Right to what weak damping costs.
  EXPECT_NEAR(compare(1, 0).first, 1, 0.05);
  EXPECT_EQ(compare(1, 0).second, "");
  EXPECT_NEAR(compare(5, 30).first, 1, 0.2);
  EXPECT_EQ(compare(5, 30).second, "");
}

// Two atoms with a bath each along x: jumps between their four products of eigenstates of x. The
// flow is a part of heom's that grows with the coupling to the baths.
TEST(BlipFlows, PointerStatesOfTwoAtoms) {
  const HilbertSpace space{{2, 2}};
  const Matrix a = embed(space, 0, annihilation(2));
  const Matrix b = embed(space, 1, annihilation(2));
  const Matrix h = a.adjoint() * a + b.adjoint() * b + 0.05 * (a.adjoint() * b + b.adjoint() * a);
  struct Case {
    double coefficient, exact, error;
  };
  for (const auto& [c, exact, error] :
       {Case{0.5, 1.062468e-3, 1.8e-6}, Case{1, 4.96744e-4, 1.1e-6}, Case{2, 1.768e-4, 3.2e-5}}) {
    const System system{h,
                        {{"cold", a + a.adjoint(), {Drude{c, 2}, 0.5}},
                         {"hot", b + b.adjoint(), {Drude{c, 2}, 1}}}};
    const Solved solved = solve(system);
    EXPECT_LT(std::abs(solved.found.flows.sum()), 1e-12 * solved.found.flows(1));
    // 0.51, 0.62 and 0.77 of the exact flow, to two digits and its error.
    const double part = c == 0.5 ? 0.515 : c == 1 ? 0.625 : 0.775;
    EXPECT_NEAR(solved.found.flows(1) / exact, part, 0.005 + part * error / exact) << c;
  }
}

}  // namespace
}  // namespace quflux::inline blip
