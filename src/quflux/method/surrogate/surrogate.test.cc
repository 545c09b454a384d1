// Modes in the place of baths against testdata/beyond.json, each other and the laws.

#include "quflux/mapping/surrogate.h"

#include <cmath>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "quflux/core/parallel.h"
#include "quflux/core/test_data.h"
#include "quflux/core/testing.h"
#include "quflux/method/master_equation/master_equation.h"
#include "quflux/method/master_equation/stationary_flows.h"
#include "quflux/method/surrogate/renewal.h"
#include "quflux/method/surrogate/surrogate_road.h"
#include "quflux/method/surrogate/trajectories.h"
#include "quflux/model/check_model.h"
#include "quflux/road/answer_at.h"

namespace quflux::inline surrogate {
namespace {

using nlohmann::json;

// A two-level system with baths of any density: given modes take their place.
Model atom(double hot, double cold) {
  Model model;
  add_site(model, {"atom", TwoLevel{1}});
  for (const double temperature : {hot, cold}) {
    const std::string name = model.baths.empty() ? "hot" : "cold";
    add_bath(model, {.name = name,
                     .sites = {"atom"},
                     .temperature = temperature,
                     .spectral_density = PowerLaw{0.1, 1, 5}});
  }
  return model;
}

// H = sx/2, S = sz twice.
Model spin(double hot, double cold) {
  Model model = atom(hot, cold);
  std::get<TwoLevel>(model.sites[0].kind).frequency = 0;
  model.terms.push_back({"tunnelling", "atom", "sx", 0.5});
  for (ModelBath& bath : model.baths) bath.site_operator = "sz";
  return model;
}

std::vector<SurrogateMode> modes_of(const json& rows) {
  std::vector<SurrogateMode> modes;
  for (const json& row : rows) modes.push_back({row[0], row[1], row[2], row[3]});
  return modes;
}

TEST(Renewal, OfTheReference) {
  const json cases = test_data("beyond.json").at("ssh").at("cases");
  for (const json& c : cases) {
    SCOPED_TRACE(c.at("name"));
    const Model model = atom(c.at("T")[0], c.at("T")[1]);
    const RenewalState found = renewal_state(swap_system(model, modes_of(c.at("modes"))));
    for (Eigen::Index j = 0; j < 2; ++j) {
      const double flow = c.at("J")[static_cast<std::size_t>(j)];
      EXPECT_NEAR(found.flows(j), flow, 1e-7 * std::abs(flow));
    }
    EXPECT_LT(std::abs(found.flows.sum()), 1e-12 * found.flows(0));
  }
}

TEST(Renewal, OfTheTurnover) {
  const json points = test_data("beyond.json").at("turnover_drude").at("points");
  for (const json& point : points) {
    SCOPED_TRACE(point.at("c"));
    const auto flow = [&](const char* modes) {
      const RenewalState found = renewal_state(swap_system(spin(2, 1), modes_of(point.at(modes))));
      EXPECT_LT(std::abs(found.flows.sum()), 1e-10 * found.flows(0));
      return found.flows(0);
    };
    const double one = point.at("ssh_N1");
    const double two = point.at("ssh_N2");
    EXPECT_NEAR(flow("ssh_N1_modes"), one, 1e-6 * one);
    EXPECT_NEAR(flow("ssh_N2_modes"), two, 1e-5 * two);
  }
}

RealVector lindblad_flows(const Model& model, ModeKind kind,
                          const std::vector<SurrogateMode>& modes,
                          const std::vector<std::size_t>& levels) {
  const System system = to_system(surrogate_model(model, kind, modes, levels));
  const RealVector of_channels = stationary_flows(system, kRedfield);
  RealVector flows = RealVector::Zero(static_cast<Eigen::Index>(model.baths.size()));
  const std::vector<std::size_t> baths = bath_of_channels(kind, modes);
  for (std::size_t c = 0; c < baths.size(); ++c) {
    flows(static_cast<Eigen::Index>(baths[c])) += of_channels(static_cast<Eigen::Index>(c));
  }
  return flows;
}

TEST(SurrogateModel, IsTheSameSwapsAsLindbladChannels) {
  const std::vector<SurrogateMode> modes{{0, 1, 0.2, 0.3}, {1, 1.2, 0.3, 0.5}, {0, 0.7, 0.1, 0.2}};
  const Model model = spin(2, 0.5);
  const RealVector flows = renewal_state(swap_system(model, modes)).flows;
  const RealVector expected = lindblad_flows(model, ModeKind::two_level, modes, {});
  EXPECT_LT((flows - expected).cwiseAbs().maxCoeff(), 1e-12 * flows(0));
  // A model given by matrices becomes the same.
  Model matrices;
  const System system = to_system(model);
  set_matrices(matrices, {system.hamiltonian, std::nullopt, {}});
  for (std::size_t j = 0; j < 2; ++j) {
    add_bath(matrices, {.name = model.baths[j].name,
                        .sites = {},
                        .matrix = system.baths[j].coupling_operator,
                        .temperature = model.baths[j].temperature,
                        .spectral_density = model.baths[j].spectral_density});
  }
  const RealVector of_matrices = lindblad_flows(matrices, ModeKind::two_level, modes, {});
  EXPECT_LT((of_matrices - expected).cwiseAbs().maxCoeff(), 1e-12 * flows(0));
}

TEST(SurrogateModel, HasThePseudomodesOfTheReference) {
  const json cases = test_data("beyond.json").at("pseudomode");
  for (const json& c : cases) {
    // H = 0.5 sx + 0.2 sz, S = sz, modes with these occupations.
    std::vector<SurrogateMode> modes;
    std::vector<std::size_t> levels;
    Model model = spin(1, 1);
    model.terms.push_back({"bias", "atom", "sz", 0.2});
    for (std::size_t j = 0; j < 2; ++j) {
      const double frequency = c.at("Om")[j];
      modes.push_back({j, frequency, c.at("lam")[j], c.at("kap")[j]});
      levels.push_back(8);
      model.baths[j].temperature = frequency / std::log1p(1 / c.at("n")[j].get<double>());
    }
    const RealVector flows = lindblad_flows(model, ModeKind::boson, modes, levels);
    for (Eigen::Index j = 0; j < 2; ++j) {
      // What eight levels lack of ten, and that of HEOM's 4e-8.
      const double flow = c.at("J")[static_cast<std::size_t>(j)];
      EXPECT_NEAR(flows(j), flow, 1e-4 * std::abs(flow));
    }
  }
}

// A bath next to zero temperature whose rates differ by fifty orders: -0.3 and 6e6 came out.
TEST(SurrogateRoad, RefusesFlowsThatDoNotAddUpToZero) {
  Model model;
  add_site(model, {"a", TwoLevel{1}});
  add_site(model, {"b", TwoLevel{1}});
  add_coupling(model, {"rabi", CouplingKind::exchange, {"a", "b"}, {}, 0.1});
  add_bath(model,
           {.name = "hot", .sites = {"a"}, .temperature = 0.5, .spectral_density = Drude{0.1, 1}});
  add_bath(model, {.name = "cold",
                   .sites = {"b"},
                   .temperature = 0.01,
                   .spectral_density = PowerLaw{2, 3, 10}});
  const auto reason = [&] {
    return answer_at(model, surrogate_road(), {}, {Quantity::flows}).reasons[0];
  };
  EXPECT_THAT(reason(), testing::StartsWith("no digit of the flows is right: they add up to"));
  model.baths[1].temperature = 0.2;
  EXPECT_EQ(reason(), "");
}

// At equal temperatures the flows of these vanish by symmetry, and what rounding leaves of them has
// no digit; nor have the flows of two baths at T = 0.
TEST(SurrogateRoad, KnowsWeakBathsAndColdOnes) {
  const auto solved = [](const SpectralDensity& density, double hot, double cold, double modes) {
    Model model = atom(hot, cold);
    for (ModelBath& bath : model.baths) bath.spectral_density = density;
    return answer_at(model, surrogate_road(), {SurrogateEquation{}, {{"modes", modes}}},
                     {Quantity::flows, Quantity::flow_errors});
  };
  const auto second_order = [](const SpectralDensity& density) {
    Model model = atom(2, 1);
    for (ModelBath& bath : model.baths) bath.spectral_density = density;
    return stationary_flows(to_system(model), kRedfield)(0);
  };
  for (const double modes : {1.0, 2.0}) {
    for (const SpectralDensity& density :
         {SpectralDensity{Brownian{0.01, 3, 1}}, SpectralDensity{Drude{1e-3, 2}}}) {
      SCOPED_TRACE(modes);
      const Answer found = solved(density, 2, 1, modes);
      ASSERT_TRUE(found.reasons.empty()) << found.reasons.at(0);
      // Of fourth order and of the fit: a tenth at most.
      EXPECT_NEAR(found.flows[0], second_order(density), 0.1 * found.flows[0]);
      EXPECT_LT(found.flow_errors[0], 0.2 * found.flows[0]);
    }
    const Answer frozen = solved(Brownian{0.3, 3, 1}, 0, 0, modes);
    ASSERT_TRUE(frozen.reasons.empty()) << frozen.reasons.at(0);
    EXPECT_LE(std::abs(frozen.flows[0]), frozen.flow_errors[0]);
    EXPECT_LE(frozen.flow_errors[0], 1e-5);  // w R(w) is 0.02
  }
}

TEST(Trajectories, AgreeWithTheMeanWithinTheirErrors) {
  const std::vector<SurrogateMode> modes{{0, 1, 0.2, 0.3}, {1, 1, 0.2, 0.3}};
  const SwapSystem system = swap_system(atom(2, 0.5), modes);
  const RealVector mean = renewal_state(system).flows;
  int within = 0;
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    const TrajectoryFlows found = trajectory_flows(system, 20'000, seed);
    within += ((found.flows - mean).cwiseAbs().array() <= 3 * found.errors.array()).all() ? 1 : 0;
  }
  EXPECT_GE(within, 19);
}

TEST(Trajectories, ErrorsFallAsTheRootOfTheEvents) {
  const std::vector<SurrogateMode> modes{{0, 1, 0.2, 0.3}, {1, 1, 0.2, 0.3}};
  const SwapSystem system = swap_system(atom(2, 0.5), modes);
  const double few = trajectory_flows(system, 4'000, 1).errors(0);
  const double many = trajectory_flows(system, 64'000, 2).errors(0);
  // Each is known to a part of 1/sqrt(2 x 63).
  EXPECT_NEAR(few / many, 4, 4 * 3 * 0.13);
}

TEST(Trajectories, AreTheSameWhateverTheThreads) {
  const std::vector<SurrogateMode> modes{{0, 1, 0.2, 0.3}, {1, 0.8, 0.3, 0.4}};
  const SwapSystem system = swap_system(spin(2, 0.5), modes);
  TrajectoryFlows one;
  with_threads(1, [&] { one = trajectory_flows(system, 3'000, 7); });
  const TrajectoryFlows many = trajectory_flows(system, 3'000, 7);
  EXPECT_EQ(one.flows, many.flows);
  EXPECT_EQ(one.errors, many.errors);
  EXPECT_NE(trajectory_flows(system, 3'000, 8).flows, many.flows);
}

}  // namespace
}  // namespace quflux::inline surrogate
