// The six systems of testdata/dynamics.json, followed in time from a state: every equation against
// independent values.

#include <gtest/gtest.h>

#include "quflux/method/master_equation/make_generator.h"
#include "quflux/method/master_equation/reference_system.h"
#include "quflux/observable/entropy_production.h"
#include "quflux/solve/evolve.h"

namespace quflux::inline master_equation {
namespace {

using nlohmann::json;

double mean(const Matrix& op, const Matrix& rho) { return (op * rho).trace().real(); }

// The reference says of itself that it is good to about 1e-10.
constexpr double kTolerance = 1e-9;

class DynamicsReference : public testing::TestWithParam<std::size_t> {
 protected:
  void SetUp() override {
    entry = test_data("dynamics.json").at("cases").at(GetParam());
    system = system_from_json(entry);
    times = entry.at("times").get<std::vector<double>>();
    rho0 = matrix_from_json(entry.at("rho0_re"), entry.at("rho0_im"));
  }

  json entry;
  System system;
  std::vector<double> times;
  Matrix rho0;
};

TEST_P(DynamicsReference, StatesFlowsAndHeats) {
  for (const auto& [equation, expected] : entry.at("results").items()) {
    SCOPED_TRACE(equation);
    const Generator generator = make_generator(system, find_master_equation(equation));
    const LinearGenerator linear = linear_generator(generator);
    const Vector start = linear.vector(rho0);
    const Trajectory trajectory = evolve(linear, start, times);
    const FlowTrajectory alone = evolve_flows(linear, start, times);
    const double largest = trajectory.heats.cwiseAbs().maxCoeff();
    for (std::size_t k = 0; k < times.size(); ++k) {
      const json& row = expected.at("rows").at(k);
      const auto column = static_cast<Eigen::Index>(k);
      const Vector x = trajectory.states.col(column);
      const Matrix rho = linear.density_matrix(x);
      EXPECT_LE((rho - matrix_from_json(row.at("rho_re"), row.at("rho_im"))).cwiseAbs().maxCoeff(),
                kTolerance);
      double entropy_from_baths = 0;
      for (std::size_t j = 0; j < system.baths.size(); ++j) {
        const auto bath = static_cast<Eigen::Index>(j);
        const double flow = row.at("J").at(j);
        EXPECT_NEAR(alone.flows(bath, column), flow, kTolerance);
        EXPECT_NEAR(trajectory.heats(bath, column), row.at("Q").at(j).get<double>(), kTolerance);
        EXPECT_NEAR(alone.heats(bath, column), trajectory.heats(bath, column), 1e-12);
        entropy_from_baths -= flow / system.baths[j].reservoir.temperature;
      }
      // Nothing but rounding of the energy itself, a few units, parts the two sides.
      const double change = mean(system.hamiltonian, rho) - mean(system.hamiltonian, rho0);
      EXPECT_NEAR(change, trajectory.heats.col(column).sum(), 1e-12 * largest + 1e-14);
      if (row.at("sigma").is_null()) continue;
      Vector derivative;
      linear.apply(x, derivative);
      const double rate = entropy_rate(rho, linear.density_matrix(derivative));
      EXPECT_NEAR(rate + entropy_from_baths, row.at("sigma").get<double>(), kTolerance);
    }
  }
}

// Equal steps take powers of one exponential, others halves of the largest step.
TEST_P(DynamicsReference, DoNotDependOnTheStepsBetween) {
  const std::vector<double> equal = [] {
    std::vector<double> list;
    for (int k = 0; k <= 200; ++k) list.push_back(1.7 * k);
    return list;
  }();
  const std::vector<double> few{equal[3], equal[50], equal[51], equal[200]};
  for (const auto& [equation, expected] : entry.at("results").items()) {
    SCOPED_TRACE(equation);
    const LinearGenerator linear =
        linear_generator(make_generator(system, find_master_equation(equation)));
    const Vector start = linear.vector(rho0);
    const FlowTrajectory all = evolve_flows(linear, start, equal);
    const Trajectory states = evolve(linear, start, equal);
    const FlowTrajectory others = evolve_flows(linear, start, few);
    for (const auto& [k, place] : {std::pair{0, 3}, {1, 50}, {2, 51}, {3, 200}}) {
      // Rounding of a few thousand products.
      EXPECT_LE((all.flows.col(place) - others.flows.col(k)).cwiseAbs().maxCoeff(), 1e-13);
      EXPECT_LE((all.heats.col(place) - others.heats.col(k)).cwiseAbs().maxCoeff(), 1e-12);
      EXPECT_LE((states.heats.col(place) - others.heats.col(k)).cwiseAbs().maxCoeff(), 1e-12);
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Systems, DynamicsReference,
                         testing::Range(std::size_t{0}, std::size_t{6}));

}  // namespace
}  // namespace quflux::inline master_equation
