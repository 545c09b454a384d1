// Hierarchies with the explicit exponents of testdata/hierarchy.json.

#include "quflux/method/hierarchy/hierarchy.h"

#include <gtest/gtest.h>

#include "quflux/method/hierarchy/second_order.h"
#include "quflux/method/hierarchy/stationary_state.h"
#include "quflux/method/hierarchy/testing.h"

namespace quflux::inline hierarchy {
namespace {

using nlohmann::json;

TEST(Hierarchy, HasTheFlowsAndStatesOfTheReference) {
  const json reference = test_data("hierarchy.json");
  for (const json& entry : reference.at("cases")) {
    SCOPED_TRACE(entry.at("name").get<std::string>());
    const json& discrete = entry.at("discrete");
    const Hierarchy hierarchy = make_hierarchy(in_energy_basis(reference_system(entry)),
                                               reference_exponents(discrete), discrete.at("tier"));
    EXPECT_EQ(hierarchy.operators.count(), discrete.at("n_ado").get<std::size_t>());
    const StationaryState state = stationary_state(hierarchy, 1e-14);
    const RealVector found = flows(hierarchy, state.x);
    const auto expected = discrete.at("J_bath").get<std::vector<double>>();
    for (std::size_t j = 0; j < expected.size(); ++j) {
      EXPECT_NEAR(found(static_cast<Eigen::Index>(j)), expected[j], 1e-12) << j;
    }
    EXPECT_LE((density_matrix(hierarchy, state.x) - reference_matrix(discrete.at("rho")))
                  .cwiseAbs()
                  .maxCoeff(),
              1e-11);
  }
}

TEST(Hierarchy, IsSolvedFromThatOfOtherTiers) {
  const json reference = test_data("hierarchy.json");
  for (const std::size_t number : {1U, 6U}) {
    const json& entry = reference.at("cases").at(number);
    SCOPED_TRACE(entry.at("name").get<std::string>());
    const auto of_tiers = [&](std::size_t depth) {
      return make_hierarchy(in_energy_basis(reference_system(entry)),
                            reference_exponents(entry.at("discrete")), depth);
    };
    constexpr double kResidual = 1e-12;
    const Hierarchy hierarchy = of_tiers(4);
    const StationaryState from_nothing = stationary_state(hierarchy, kResidual);
    for (const std::size_t depth : {3U, 5U}) {
      const StationaryState other = stationary_state(of_tiers(depth), kResidual);
      const StationaryState found = stationary_state(hierarchy, kResidual, other.numbers);
      EXPECT_LT(found.iterations, from_nothing.iterations) << depth;
      EXPECT_LE((found.x - from_nothing.x).norm(), 1e-9) << depth;
    }
  }
}

// Eq. (63) beside Eq. (62) with one tier.
TEST(Hierarchy, OfOneTierIsTheSecondOrderEquation) {
  const json reference = test_data("hierarchy.json");
  const json& entry = reference.at("cases").at(1);
  const Hierarchy hierarchy = make_hierarchy(in_energy_basis(reference_system(entry)),
                                             reference_exponents(entry.at("discrete")), 1);
  const StationaryState state = stationary_state(hierarchy, 1e-14);
  Matrix second_order = second_order_dissipator(hierarchy, turning(hierarchy));
  second_order.diagonal() += turning(hierarchy);
  const Eigen::Index block = hierarchy.block();
  // Rounding of a state of size one, and rates of order one.
  EXPECT_LE((second_order * state.x.head(block)).cwiseAbs().maxCoeff(), 1e-13);
  Vector derivative(hierarchy.size());
  find_derivative(hierarchy, state.x, derivative);
  EXPECT_LE(derivative.cwiseAbs().maxCoeff(), 1e-12);
}

TEST(Hierarchy, KeepsTheTraceAndGivesTheEnergyThatBathsLose) {
  const json reference = test_data("hierarchy.json");
  for (const json& entry : reference.at("cases")) {
    SCOPED_TRACE(entry.at("name").get<std::string>());
    System system = reference_system(entry);
    // What channels give counts as well.
    std::srand(1);
    for (const double rate : {0.2, 0.05}) {
      const Eigen::Index d = system.hamiltonian.rows();
      system.lindblad.push_back({"", Matrix::Random(d, d), rate});
    }
    const Hierarchy hierarchy =
        make_hierarchy(in_energy_basis(system), reference_exponents(entry.at("discrete")), 2);
    const LinearGenerator generator = linear_generator(hierarchy);
    // Of any state the energy of system and coupling changes by what comes from the baths:
    // d/dt [Tr H rho + sum_j Tr S_j X_j] = sum_j J_j, with X_j = sum_k s_k sigma_k, Eq. (64).
    const Eigen::Index block = hierarchy.block();
    Vector energy = Vector::Zero(hierarchy.size());
    const Matrix h = hierarchy.energies.cast<Complex>().asDiagonal();
    energy.head(block) = h.transpose().reshaped();
    for (std::size_t k = 0; k < hierarchy.modes.size(); ++k) {
      const Mode& mode = hierarchy.modes[k];
      energy.segment(block * static_cast<Eigen::Index>(1 + k), block) =
          mode.scale * hierarchy.couplings[mode.bath].transpose().reshaped();
    }
    const Vector x = Vector::Random(hierarchy.size());
    Vector derivative;
    generator.apply(x, derivative);
    Complex flow = 0;
    for (const Vector& functional : generator.flows) {
      flow += (functional.transpose() * x).value();
    }
    const double size = energy.norm() * derivative.norm();
    EXPECT_LE(std::abs((energy.transpose() * derivative).value() - flow), 1e-14 * size);
    EXPECT_LE(std::abs((generator.trace.transpose() * derivative).value()), 1e-14 * size);
  }
}

}  // namespace
}  // namespace quflux::inline hierarchy
