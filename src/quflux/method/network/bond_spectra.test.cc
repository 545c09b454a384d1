// The spectra of the flow through a bond against testdata/spectrum.json and against each other.

#include "quflux/method/network/bond_spectra.h"

#include <cmath>

#include <gtest/gtest.h>

#include "quflux/core/error.h"
#include "quflux/core/test_data.h"
#include "quflux/method/master_equation/bond_noise.h"
#include "quflux/method/network/exact.h"
#include "quflux/method/network/master_equation.h"
#include "quflux/method/network/recognise.h"
#include "quflux/model/check_model.h"
#include "quflux/numerics/quadrature.h"

namespace quflux::inline network {
namespace {

using nlohmann::json;

// The reference has 8 digits or better.
constexpr double kTolerance = 1e-8;

Model pair_of(const json& p, double coupling) {
  Model model;
  add_site(model, {"a", TwoLevel{p.at("omega1")}});
  add_site(model, {"b", TwoLevel{p.at("omega2")}});
  add_coupling(model, {"ab", CouplingKind::exchange, {"a", "b"}, {}, coupling});
  for (const char* n : {"1", "2"}) {
    add_bath(model, {.name = std::string("of_") + n,
                     .sites = {*n == '1' ? "a" : "b"},
                     .temperature = p.at(std::string("T") + n),
                     .spectral_density = PowerLaw{p.at(std::string("c") + n),
                                                  p.at(std::string("n") + n), std::nullopt}});
  }
  return model;
}

void expect_close(const RealVector& values, const json& expected) {
  const auto of_reference = expected.get<std::vector<double>>();
  const double largest =
      std::abs(*std::ranges::max_element(of_reference, {}, [](double v) { return std::abs(v); }));
  for (Eigen::Index k = 0; k < values.size(); ++k) {
    EXPECT_NEAR(values(k), of_reference[static_cast<std::size_t>(k)], kTolerance * largest);
  }
}

TEST(BondSpectra, FlowDensityOfTheReference) {
  const json reference = test_data("spectrum.json");
  for (const json& entry : reference.at("cases")) {
    for (const json& point : entry.at("points")) {
      const json& expected = point.at("local").at("flow_density");
      SCOPED_TRACE(entry.at("name").get<std::string>() + " " + point.at("Omega").dump());
      const Network network = require_network(pair_of(entry.at("params"), point.at("Omega")));
      expect_close(
          local_flow_spectrum(network, 0, 1, expected.at("nu").get<std::vector<double>>(), {}),
          expected.at("value"));
    }
  }
}

TEST(BondSpectra, NoiseOfTheReferenceByMomentsAndByTheDensityMatrix) {
  const json reference = test_data("spectrum.json");
  for (const json& entry : reference.at("cases")) {
    for (const json& point : entry.at("points")) {
      const Model model = pair_of(entry.at("params"), point.at("Omega"));
      for (const NetworkEquation equation : kNetworkEquations) {
        const std::string of(name(equation));
        if (!point.contains(of)) continue;
        SCOPED_TRACE(entry.at("name").get<std::string>() + " " + of + " " +
                     point.at("Omega").dump());
        const json& expected = point.at(of).at("S_I");
        const auto frequencies = expected.at("omega").get<std::vector<double>>();
        expect_close(bond_noise(model, find_master_equation(of), {}, 0, frequencies),
                     expected.at("value"));
        if (equation == NetworkEquation::redfield) continue;
        expect_close(bond_noise(require_network(model), {equation, {}}, 0, 1, frequencies),
                     expected.at("value"));
      }
    }
  }
}

Model chain_of(const decltype(Site::kind)& first, const decltype(Site::kind)& second,
               const decltype(Site::kind)& third, double temperature) {
  Model model;
  add_site(model, {"a", first});
  add_site(model, {"b", second});
  add_site(model, {"c", third});
  add_coupling(model, {"ab", CouplingKind::exchange, {"a", "b"}, {}, 0.05});
  add_coupling(model, {"bc", CouplingKind::exchange, {"b", "c"}, {}, 0.03});
  add_bath(model, {.name = "cold",
                   .sites = {"a"},
                   .temperature = temperature / 2,
                   .spectral_density = PowerLaw{0.02, 1, std::nullopt}});
  add_bath(model, {.name = "hot",
                   .sites = {"c"},
                   .temperature = temperature,
                   .spectral_density = PowerLaw{0.04, 1, std::nullopt}});
  return model;
}

const std::vector<double> kFrequencies{0, 0.003, 0.02, 0.07, 0.3};

// Fermions of a chain of three atoms, and oscillators so cold that three levels hold their quanta.
TEST(BondSpectra, NoiseOfChainsIsThatOfTheDensityMatrix) {
  struct Case {
    Model model;
    double tolerance;
  };
  for (const auto& [model, tolerance] :
       {Case{chain_of(TwoLevel{1}, TwoLevel{1.02}, TwoLevel{0.97}, 0.6), 1e-11},
        Case{chain_of(Oscillator{1, 3}, Oscillator{1.02, 3}, Oscillator{0.97, 3}, 0.06), 1e-6}}) {
    for (const NetworkEquation equation :
         {NetworkEquation::local, NetworkEquation::global, NetworkEquation::partial_secular}) {
      for (const std::size_t bond : {0U, 1U}) {
        const auto from = static_cast<Eigen::Index>(bond);
        const RealVector ours =
            bond_noise(require_network(model), {equation, {}}, from, from + 1, kFrequencies);
        const RealVector theirs = bond_noise(
            model, find_master_equation(std::string(name(equation))), {}, bond, kFrequencies);
        EXPECT_LT((ours - theirs).cwiseAbs().maxCoeff(), tolerance * theirs.maxCoeff())
            << name(equation) << " " << bond;
      }
    }
  }
}

// 64 dimensions, by blocks without their matrix.
TEST(BondSpectra, NoiseOfALongerChainIsThatOfItsMoments) {
  Model model;
  const std::vector<std::string> names{"a", "b", "c", "d", "e", "f"};
  for (std::size_t k = 0; k < names.size(); ++k) {
    add_site(model, {names[k], TwoLevel{1 + 0.03 * static_cast<double>(k % 3)}});
    if (k > 0) {
      add_coupling(model, {"", CouplingKind::exchange, {names[k - 1], names[k]}, {}, 0.05});
    }
  }
  for (const auto& [site, temperature] : {std::pair{"a", 0.3}, {"f", 0.6}}) {
    add_bath(model, {.name = std::string("of_") + site,
                     .sites = {site},
                     .temperature = temperature,
                     .spectral_density = PowerLaw{0.03, 1, std::nullopt}});
  }
  for (const NetworkEquation equation :
       {NetworkEquation::local, NetworkEquation::global, NetworkEquation::partial_secular}) {
    const RealVector ours = bond_noise(require_network(model), {equation, {}}, 2, 3, kFrequencies);
    const RealVector theirs =
        bond_noise(model, find_master_equation(std::string(name(equation))), {}, 2, kFrequencies);
    // Both to 1e-12, and slow rates amplify that.
    EXPECT_LT((ours - theirs).cwiseAbs().maxCoeff(), 1e-9 * theirs.maxCoeff()) << name(equation);
  }
}

// From the lowest to the highest frequency at which a resonance of width 1e-2 near 1 shows in ten
// digits: the flanks fall off as the fourth power or faster.
double integral_of(const std::function<double(double)>& density) {
  std::vector<Segment> segments;
  for (const auto& [from, to] :
       {std::pair{-1e4, -10.0}, {-10.0, 0.0}, {0.0, 0.8}, {0.8, 1.2}, {1.2, 10.0}, {10.0, 1e4}}) {
    segments.push_back({0, from, to});
  }
  return integrate([&](const Frequency& w) { return RealVector::Constant(1, density(w.value())); },
                   segments, 1e-11)
      .value(0);
}

TEST(BondSpectra, FlowDensityIntegratesToTheFlow) {
  const Network atoms = require_network(chain_of(TwoLevel{1}, TwoLevel{1.02}, TwoLevel{0.97}, 0.6));
  const NetworkState state = stationary_state(atoms, NetworkEquation::local);
  for (const Eigen::Index from : {0, 1}) {
    const double flow = bond_flow(atoms, bond(atoms, from, from + 1),
                                  [&](Eigen::Index a, Eigen::Index b) { return state.q_p(a, b); });
    const double sum = integral_of([&](double nu) {
      return local_flow_spectrum(atoms, from, from + 1, std::vector{nu}, {})(0);
    });
    EXPECT_NEAR(sum, flow, 1e-9 * std::abs(flow));
  }
  const Network oscillators =
      require_network(chain_of(Oscillator{1, 3}, Oscillator{1.02, 3}, Oscillator{0.97, 3}, 0.6));
  EquationOptions options;
  options.bath_coupling = BathCoupling::exchange;
  Network cut = oscillators;
  for (NetworkBath& bath : cut.baths) bath.reservoir.spectral_density = Drude{0.02, 5};
  const double exact = exact_flows(cut, options).flows(0);
  const double sum = integral_of(
      [&](double nu) { return exact_flow_spectrum(cut, 0, 1, std::vector{nu}, options)(0); });
  EXPECT_NEAR(sum, exact, 1e-9 * std::abs(exact));
  // The other way round the flow counts from the other side.
  const std::vector<double> one{0.98};
  EXPECT_NEAR(exact_flow_spectrum(cut, 1, 0, one, options)(0),
              -exact_flow_spectrum(cut, 0, 1, one, options)(0), 1e-15);
}

TEST(BondSpectra, ABathOnBothSidesIsNamed) {
  Network cut =
      require_network(chain_of(Oscillator{1, 3}, Oscillator{1.02, 3}, Oscillator{1.1, 3}, 0.6));
  cut.baths[0].weights(2) = 1;
  for (NetworkBath& bath : cut.baths) bath.reservoir.spectral_density = Drude{0.02, 5};
  try {
    exact_flow_spectrum(cut, 0, 1, std::vector{1.0}, {});
    FAIL();
  } catch (const NoAnswer& error) {
    EXPECT_STREQ(
        error.what(),
        "bath 'cold' acts on both sides of the bond, whose flow has no spectrum of its own "
        "then");
  }
}

}  // namespace
}  // namespace quflux::inline network
