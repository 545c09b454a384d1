// The 120 pairs of testdata/two_tls.json by both roads, the closed 2 x 2 form and the density
// matrix, against 40-digit arithmetic; and the paper's figures of testdata/figures.json.

#include <gtest/gtest.h>

#include "quflux/core/test_data.h"
#include "quflux/generator/energy_flows.h"
#include "quflux/method/master_equation/make_generator.h"
#include "quflux/method/master_equation/stationary_flows.h"
#include "quflux/method/pair/closed_form.h"
#include "quflux/method/pair/exceptional_point.h"
#include "quflux/method/pair/moment_generator.h"
#include "quflux/method/pair/moments.h"
#include "quflux/method/pair/optimum.h"
#include "quflux/method/pair/stationary.h"
#include "quflux/solve/spectrum.h"
#include "quflux/solve/steady_state.h"

namespace quflux::inline pair {
namespace {

// Double precision leaves 1e-16 times the condition of the problem, at most 1e5 here.
constexpr double kRelative = 1e-10;
// A flow may cancel down to nothing; it is then judged by the energy that a bath exchanges in both
// directions, w gamma (n + 1/2).
constexpr double kOfExchange = 1e-13;
constexpr double kFigures = 1e-9;

TwoLevelPair pair_from_json(const nlohmann::json& p) {
  return {p.at("omega1"),
          p.at("omega2"),
          p.at("Omega"),
          {PowerLaw{p.at("c1"), p.at("n1"), std::nullopt}, p.at("T1")},
          {PowerLaw{p.at("c2"), p.at("n2"), std::nullopt}, p.at("T2")}};
}

double exchange(const Reservoir& bath, double w) { return w * relaxation_rate(bath, w); }

void expect_relative(double value, double expected, double tolerance, const char* what) {
  EXPECT_NEAR(value, expected, tolerance * std::abs(expected)) << what;
}

struct Measured {
  double occupation1, occupation2;
  Complex coherence;
  double flow1, flow2;
  Vector eigenvalues;
};

Measured closed_road(const TwoLevelPair& pair, PairEquation equation) {
  const StationaryPair s = stationary(pair, equation);
  return {s.occupation1, s.occupation2, s.coherence,
          s.flow1,       s.flow2,       moment_eigenvalues(pair, equation)};
}

Measured general_road(const TwoLevelPair& pair, PairEquation equation) {
  const Generator generator = make_generator(to_system(pair), find_master_equation(name(equation)));
  const Matrix rho = steady_state(generator);
  const RealVector flows = energy_flows(generator, rho);
  // Basis |gg>, |ge>, |eg>, |ee>; <s_1^+ s_2> = Tr(s_1^+ s_2 rho) = <ge| rho |eg>.
  return {rho(2, 2).real() + rho(3, 3).real(),
          rho(1, 1).real() + rho(3, 3).real(),
          rho(1, 2),
          flows(0),
          flows(1),
          spectrum(linear_generator(generator))};
}

// Every expected eigenvalue must be there; the density matrix has twelve more.
void expect_eigenvalues(const Vector& values, const nlohmann::json& expected) {
  for (const auto& e : expected) {
    const Complex wanted(e.at(0).get<double>(), e.at(1).get<double>());
    const double distance = (values.array() - wanted).abs().minCoeff();
    EXPECT_LE(distance, kRelative * std::abs(wanted)) << wanted;
  }
}

class TwoTlsReference
    : public testing::TestWithParam<Measured (*)(const TwoLevelPair&, PairEquation)> {};

TEST_P(TwoTlsReference, AllCases) {
  const nlohmann::json reference = test_data("two_tls.json");
  ASSERT_EQ(reference.at("cases").size(), 120U);
  for (std::size_t i = 0; i < 120; ++i) {
    const auto& entry = reference.at("cases").at(i);
    const TwoLevelPair pair = pair_from_json(entry.at("params"));
    for (const auto& [equation, r] : entry.at("results").items()) {
      SCOPED_TRACE(testing::Message() << "case " << i << ", " << equation);
      const Measured m = GetParam()(pair, pair_equation(equation));
      expect_relative(m.occupation1, r.at("occupation1"), kRelative, "occupation 1");
      expect_relative(m.occupation2, r.at("occupation2"), kRelative, "occupation 2");
      const Complex coherence(r.at("coherence_re"), r.at("coherence_im"));
      EXPECT_LE(std::abs(m.coherence - coherence), kRelative * std::abs(coherence));
      const double floor = kOfExchange * std::min(exchange(pair.bath1, pair.omega1),
                                                  exchange(pair.bath2, pair.omega2));
      const double j1 = r.at("J1");
      const double j2 = r.at("J2");
      EXPECT_NEAR(m.flow1, j1, std::max(kRelative * std::abs(j1), floor));
      EXPECT_NEAR(m.flow2, j2, std::max(kRelative * std::abs(j2), floor));
      expect_eigenvalues(m.eigenvalues, r.at("eigenvalues"));
    }
  }
}

INSTANTIATE_TEST_SUITE_P(ClosedForm, TwoTlsReference, testing::Values(&closed_road),
                         [](const auto&) { return "AllEquations"; });
INSTANTIATE_TEST_SUITE_P(DensityMatrix, TwoTlsReference, testing::Values(&general_road),
                         [](const auto&) { return "AllEquations"; });

// The closed form solves for the distance to equilibrium and keeps the flow's own digits, with no
// floor from the exchange.
TEST(TwoTls, FlowKeepsItsOwnDigits) {
  const nlohmann::json reference = test_data("two_tls.json");
  for (const auto& entry : reference.at("cases")) {
    const TwoLevelPair pair = pair_from_json(entry.at("params"));
    for (const auto& [equation, r] : entry.at("results").items()) {
      expect_relative(stationary(pair, pair_equation(equation)).flow1, r.at("J1"), 1e-11,
                      equation.c_str());
    }
    expect_relative(local_flow(pair), entry.at("results").at("local").at("J1"), kRelative,
                    "Eq. (29)");
  }
}

TwoLevelPair figure_pair(double omega2, double coupling, double c1, double c2) {
  return {1.0, omega2, coupling, {PowerLaw{c1, 3, {}}, 0.2}, {PowerLaw{c2, 3, {}}, 0.22}};
}

TEST(Figures, Fig1Eigenvalues) {
  const nlohmann::json fig1 = test_data("figures.json").at("fig1");
  ASSERT_EQ(fig1.at("rows").size(), 40U);
  for (const auto& row : fig1.at("rows")) {
    const TwoLevelPair pair = figure_pair(1, row.at("Omega"), 0.002, 0.04);
    for (const PairEquation equation :
         {PairEquation::local, PairEquation::global, PairEquation::partial_secular}) {
      const Eigen::Vector4cd values = moment_eigenvalues(pair, equation);
      for (const auto& e : row.at(std::string(name(equation)))) {
        const Complex wanted(e.at(0).get<double>(), e.at(1).get<double>());
        EXPECT_LE((values.array() - wanted).abs().minCoeff(), kFigures * std::abs(wanted));
      }
    }
  }
  const auto ep = exceptional_coupling(figure_pair(1, 0, 0.002, 0.04), PairEquation::local);
  ASSERT_TRUE(ep);
  EXPECT_NEAR(ep->parameter.real(), fig1.at("exceptional_point_Omega_local").get<double>(), 1e-15);
}

TEST(Figures, MapsAndRidges) {
  const nlohmann::json figures = test_data("figures.json");
  int with_maximum = 0;
  for (const auto& [figure, omega2] : std::vector<std::pair<std::string, double>>{
           {"fig2a", 1.09}, {"fig2b", 1.0}, {"fig3", 1.09}, {"fig4a", 1.09}, {"fig4b", 1.0}}) {
    SCOPED_TRACE(figure);
    const auto& data = figures.at(figure);
    const PairEquation equation = pair_equation(data.at("equation").get<std::string>());
    ASSERT_EQ(data.at("grid").size(), 100U);
    for (const auto& row : data.at("grid")) {
      const double c1 = row.at(0), coupling = row.at(1);
      const StationaryPair s = stationary(figure_pair(omega2, coupling, c1, 2 * c1), equation);
      expect_relative(-s.flow1 / coupling, row.at(2), kFigures, "specific flow");
    }
    for (const auto& row : data.at("ridge")) {
      const double c1 = row.at(0);
      const auto best = optimal_coupling(figure_pair(omega2, 0, c1, 2 * c1), equation);
      ASSERT_EQ(best.has_value(), !row.at(1).is_null());
      if (best) {
        ++with_maximum;
        expect_relative(best->coupling, row.at(1), kFigures, "Omega_max");
        expect_relative(best->specific_flow, row.at(2), kFigures, "j_max");
      }
    }
  }
  EXPECT_GE(with_maximum, 40);
}

TEST(Figures, Fig5) {
  const nlohmann::json rows = test_data("figures.json").at("fig5").at("rows");
  ASSERT_EQ(rows.size(), 60U);
  for (const auto& row : rows) {
    const double c1 = row.at("gamma1");
    for (const PairEquation equation :
         {PairEquation::local, PairEquation::global, PairEquation::partial_secular}) {
      const StationaryPair s = stationary(figure_pair(1.009, 0.01, c1, 2 * c1), equation);
      expect_relative(-s.flow1, row.at(std::string(name(equation))), kFigures, "J");
    }
  }
}

}  // namespace
}  // namespace quflux::inline pair
