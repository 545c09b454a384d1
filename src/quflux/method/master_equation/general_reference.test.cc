// The eight systems of testdata/general.json: every equation against independent values.

#include <gtest/gtest.h>

#include "quflux/generator/energy_flows.h"
#include "quflux/method/master_equation/make_generator.h"
#include "quflux/method/master_equation/reference_system.h"
#include "quflux/method/master_equation/stationary_flows.h"
#include "quflux/solve/spectrum.h"
#include "quflux/solve/steady_state.h"

namespace quflux::inline master_equation {
namespace {

// The reference is in double precision, good to about 1e-11 absolute.
constexpr double kTolerance = 1e-9;

class GeneralReference : public testing::TestWithParam<int> {};

TEST_P(GeneralReference, AllEquations) {
  const nlohmann::json reference = test_data("general.json");
  const auto& entry = reference.at("cases").at(static_cast<std::size_t>(GetParam()));
  SCOPED_TRACE(entry.at("name").get<std::string>());
  const System system = system_from_json(entry);
  ASSERT_EQ(entry.at("results").size(), 3U);
  for (const auto& [equation, expected] : entry.at("results").items()) {
    SCOPED_TRACE(equation);
    const Generator generator = make_generator(system, find_master_equation(equation));
    const Matrix rho = steady_state(generator);
    const RealVector flows = energy_flows(generator, rho);
    for (Eigen::Index j = 0; j < flows.size(); ++j) {
      EXPECT_NEAR(flows(j), expected.at("J").at(static_cast<std::size_t>(j)).get<double>(),
                  kTolerance);
    }
    const Matrix expected_rho = matrix_from_json(expected.at("rho_re"), expected.at("rho_im"));
    EXPECT_LE((rho - expected_rho).cwiseAbs().maxCoeff(), kTolerance);
    EXPECT_NEAR(min_eigenvalue(rho), expected.at("min_eigenvalue").get<double>(), kTolerance);
    if (system.hamiltonian.rows() <= 12) {  // larger spectra cost minutes under sanitizers
      EXPECT_NEAR(spectral_gap(spectrum(linear_generator(generator))),
                  expected.at("spectral_gap").get<double>(), kTolerance);
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Cases, GeneralReference, testing::Range(0, 8));

}  // namespace
}  // namespace quflux::inline master_equation
