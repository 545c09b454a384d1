#include "quflux/method/master_equation/universal_lindblad.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <rapidcheck/gtest.h>

#include "quflux/core/test_data.h"
#include "quflux/generator/energy_flows.h"
#include "quflux/method/master_equation/make_generator.h"
#include "quflux/method/master_equation/stationary_flows.h"
#include "quflux/model/random_system.h"
#include "quflux/numerics/decompositions.h"
#include "quflux/solve/steady_state.h"

namespace quflux::inline master_equation {
namespace {

// Sums of some hundred products in double precision, relative to the largest.
constexpr double kRounding = 1e-12;

Matrix matrix_from_json(const nlohmann::json& json) {
  const auto& re = json.at("re");
  const auto& im = json.at("im");
  Matrix m(static_cast<Eigen::Index>(re.size()), static_cast<Eigen::Index>(re[0].size()));
  for (std::size_t i = 0; i < re.size(); ++i) {
    for (std::size_t j = 0; j < re[i].size(); ++j) {
      m(static_cast<Eigen::Index>(i), static_cast<Eigen::Index>(j)) = {re[i][j].get<double>(),
                                                                       im[i][j].get<double>()};
    }
  }
  return m;
}

SpectralDensity density_from_json(const nlohmann::json& json) {
  const auto coefficient = json.at("coefficient").get<double>();
  if (json.at("kind") == "drude") return Drude{coefficient, json.at("cutoff").get<double>()};
  PowerLaw law{coefficient, json.at("exponent").get<double>(), std::nullopt};
  if (!json.at("cutoff").is_null()) law.cutoff = json.at("cutoff").get<double>();
  return law;
}

TEST(UniversalLindblad, AgreesWithAnIndependentEvaluation) {
  // 50-digit arithmetic from the jump operators; double precision leaves 1e-12 of the largest.
  constexpr double kTolerance = 1e-10;
  const nlohmann::json reference = test_data("universal_lindblad.json");
  ASSERT_GE(reference.at("cases").size(), 3U);
  for (const auto& entry : reference.at("cases")) {
    SCOPED_TRACE(entry.at("name").get<std::string>());
    System system{matrix_from_json(entry.at("hamiltonian")), {}};
    for (const auto& bath : entry.at("baths")) {
      system.baths.push_back(
          {bath.at("name").get<std::string>(),
           matrix_from_json(bath.at("operator")),
           {density_from_json(bath.at("density")), bath.at("temperature").get<double>()}});
    }
    const Generator generator = make_generator(system, kUniversalLindblad);
    const Matrix rho = steady_state(generator);
    EXPECT_LE((rho - matrix_from_json(entry.at("state"))).cwiseAbs().maxCoeff(), kTolerance);
    const RealVector flows = energy_flows(generator, rho);
    const auto expected = entry.at("flows").get<std::vector<double>>();
    double largest = 0;
    for (const double flow : expected) largest = std::max(largest, std::abs(flow));
    for (std::size_t j = 0; j < expected.size(); ++j) {
      EXPECT_NEAR(flows(static_cast<Eigen::Index>(j)), expected[j], kTolerance * largest);
    }
  }
}

// C_(mi)(nj) = L[|i><j|]_mn without what is along sum_i |i>|i>: it is the matrix of Kossakowski in
// some basis, and positive for generators of Lindblad's form alone.
double smallest_kossakowski_eigenvalue(const Generator& generator) {
  const Eigen::Index d = generator.energies.size();
  const Matrix l = superoperator(generator);
  Matrix choi(d * d, d * d);
  for (Eigen::Index i = 0; i < d; ++i) {
    for (Eigen::Index j = 0; j < d; ++j) {
      for (Eigen::Index m = 0; m < d; ++m) {
        for (Eigen::Index n = 0; n < d; ++n) choi(m * d + i, n * d + j) = l(n * d + m, j * d + i);
      }
    }
  }
  const Vector all = Matrix::Identity(d, d).reshaped() / std::sqrt(static_cast<double>(d));
  const Matrix rest = Matrix::Identity(d * d, d * d) - all * all.adjoint();
  const Matrix kossakowski = rest * choi * rest;
  return Eigen::SelfAdjointEigenSolver<Matrix>(kossakowski, Eigen::EigenvaluesOnly)
             .eigenvalues()(0) /
         choi.norm();
}

RC_GTEST_PROP(UniversalLindblad, IsCompletelyPositiveAndKeepsTraceAndHermiticity,
              (std::uint64_t seed)) {
  const Generator generator = make_generator(random_system(seed), kUniversalLindblad);
  RC_ASSERT(smallest_kossakowski_eigenvalue(generator) >= -kRounding);
  const Eigen::Index d = generator.energies.size();
  std::mt19937_64 engine(seed);
  const Matrix rho = random_hermitian(engine, d, 1);
  for (const Dissipator& dissipator : generator.dissipators) {
    const Matrix change = dissipate(dissipator, rho);
    RC_ASSERT(std::abs(change.trace()) <= kRounding);
    RC_ASSERT((change - change.adjoint()).norm() <= kRounding);
  }
}

TEST(UniversalLindblad, RedfieldIsNotCompletelyPositiveByTheSameTest) {
  EXPECT_LT(smallest_kossakowski_eigenvalue(make_generator(random_system(1), kRedfield)), -1e-4);
}

TEST(UniversalLindblad, IsGlobalAtWeakCouplingWithoutDegeneracies) {
  // Both keep what conserves energy; the rest is smaller by rates over splittings, some 1e-6 here,
  // times a factor of some hundred where a splitting is small.
  constexpr double kRates = 1e-6;
  for (const std::uint64_t seed : {1U, 2U, 3U, 4U, 5U}) {
    System system = random_system(seed);
    if (system.baths.size() < 2) continue;
    for (SystemBath& bath : system.baths) bath.reservoir.spectral_density = PowerLaw{kRates, 1};
    const RealVector global = stationary_flows(system, kGlobal);
    const RealVector universal = stationary_flows(system, kUniversalLindblad);
    EXPECT_LE((universal - global).cwiseAbs().maxCoeff(), 1e-3 * global.cwiseAbs().maxCoeff())
        << seed;
  }
}

}  // namespace
}  // namespace quflux::inline master_equation
