#include "quflux/model/system_builder.h"

#include <cmath>

#include <gtest/gtest.h>

#include "quflux/core/constants.h"
#include "quflux/core/error.h"
#include "quflux/hilbert/space.h"
#include "quflux/model/check_model.h"

namespace quflux::inline model {
namespace {

Model two_sites() {
  Model model;
  add_site(model, {"q", TwoLevel{1}});
  add_site(model, {"o", Oscillator{2, 3}});
  return model;
}

Matrix op(const Model& model, const std::string& site, const std::string& name) {
  return product_operator(model, {{site, name}});
}

// A bias, a Kerr term, and the same written as couplings that act on one site.
TEST(SystemBuilder, TermsAndCouplingsOfOneSiteBelongToTheUncoupledHamiltonian) {
  Model model = two_sites();
  add_coupling(model, {"g", CouplingKind::position, {"q", "o"}, {}, 0.3});
  const System bare = to_system(model);
  add_term(model, {"bias", "q", "sx", 0.1});
  add_term(model, {"kerr", "o", "ad ad a a", 0.2});
  const System by_terms = to_system(model);
  const Matrix added = 0.1 * op(model, "q", "sx") + 0.2 * op(model, "o", "ad ad a a");
  EXPECT_TRUE(by_terms.hamiltonian.isApprox(bare.hamiltonian + added, 1e-15));
  EXPECT_TRUE(by_terms.uncoupled_hamiltonian->isApprox(*bare.uncoupled_hamiltonian + added, 1e-15));

  Model couplings = two_sites();
  add_coupling(couplings, {"bias", CouplingKind::operators, {}, {{"q", "sx"}}, 0.1});
  add_coupling(couplings, {"g", CouplingKind::position, {"q", "o"}, {}, 0.3});
  add_coupling(couplings, {"kerr",
                           CouplingKind::operators,
                           {},
                           {{"o", "ad"}, {"o", "ad"}, {"o", "a"}, {"o", "a"}},
                           0.2});
  const System by_couplings = to_system(couplings);
  EXPECT_TRUE(by_couplings.hamiltonian.isApprox(by_terms.hamiltonian, 1e-15));
  EXPECT_TRUE(by_couplings.uncoupled_hamiltonian->isApprox(*by_terms.uncoupled_hamiltonian, 1e-15));
}

// e^(i phase) a^+ b + h.c., a of the first site.
TEST(SystemBuilder, APhaseTurnsFromTheFirstSiteToTheSecond) {
  Model model = two_sites();
  add_coupling(model, {"hop", CouplingKind::exchange, {"o", "q"}, {}, 0.5, 0.7});
  const HilbertSpace space = hilbert_space(model);
  const Matrix raising = embed(space, 1, site_operator(model.sites[1], "ad"));
  const Matrix lowering = embed(space, 0, site_operator(model.sites[0], "sm"));
  SystemBuilder builder(model);
  for (const double phase : {0.7, 0.0, -2.0}) {
    parameter(model, "coupling.hop.phase") = phase;
    const Matrix hop = 0.5 * std::exp(kI * phase) * raising * lowering;
    const System& system = builder.build(model);
    EXPECT_TRUE(
        (system.hamiltonian - *system.uncoupled_hamiltonian).isApprox(hop + hop.adjoint(), 1e-14));
  }
}

TEST(SystemBuilder, BathsCoupleThroughWeightedSums) {
  Model model = two_sites();
  ModelBath bath{
      .name = "b", .sites = {"q", "o"}, .temperature = 1, .spectral_density = Drude{1, 1}};
  bath.weights = {1, 0.5};
  add_bath(model, bath);
  bath.name = "own";
  bath.operators_of_sites = {"0.6 sx + 0.8 sz", "p"};
  add_bath(model, bath);
  SystemBuilder builder(model);
  parameter(model, "bath.b.weights.1") = 0.25;
  const System& system = builder.build(model);
  const Matrix common = op(model, "q", "x") + 0.25 * op(model, "o", "x");
  EXPECT_TRUE(system.baths[0].coupling_operator.isApprox(common, 1e-15));
  const Matrix own =
      0.6 * op(model, "q", "sx") + 0.8 * op(model, "q", "sz") + 0.5 * op(model, "o", "p");
  EXPECT_TRUE(system.baths[1].coupling_operator.isApprox(own, 1e-15));
}

TEST(SystemBuilder, MatricesHaveTermsWithStrengths) {
  const Matrix z = Matrix{{1, 0}, {0, -1}};
  const Matrix x = Matrix{{0, 1}, {1, 0}};
  Model model;
  set_matrices(model, {z, z, {{"bias", x, 0.5, true}, {"tilt", z, 0.1}}});
  SystemBuilder builder(model);
  for (const double strength : {0.5, 0.2}) {
    parameter(model, "term.bias.strength") = strength;
    const System& system = builder.build(model);
    EXPECT_TRUE(system.hamiltonian.isApprox(1.1 * z + strength * x, 1e-15));
    EXPECT_TRUE(system.uncoupled_hamiltonian->isApprox(z + strength * x, 1e-15));
  }
  EXPECT_THROW(set_matrices(model, {z, {}, {{"bias", x, 0.5, true}}}), Error);
  EXPECT_THROW(set_matrices(model, {z, {}, {{"small", Matrix::Identity(1, 1), 1}}}), Error);
  EXPECT_THROW(set_matrices(model, {z, {}, {{"one", x, 1}, {"one", z, 1}}}), Error);
}

TEST(AddBath, RefusesWhatIsNoSum) {
  Model model = two_sites();
  const auto refused = [&](std::vector<std::string> operators, std::vector<double> weights) {
    ModelBath bath{
        .name = "b", .sites = {"q", "o"}, .temperature = 1, .spectral_density = Drude{1, 1}};
    bath.operators_of_sites = std::move(operators);
    bath.weights = std::move(weights);
    EXPECT_THROW(add_bath(model, bath), KeyError);
  };
  refused({"sx + 0.5 sm", "x"}, {});  // not Hermitian
  refused({"sx - x", "x"}, {});       // zero
  refused({"sx", "x"}, {1});
  refused({"sx", "x"}, {1, std::nan("")});
}

}  // namespace
}  // namespace quflux::inline model
