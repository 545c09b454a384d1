// Oscillators that couple to their baths by exchange: the moments against the density matrix.

#include <gtest/gtest.h>

#include "quflux/method/master_equation/stationary_flows.h"
#include "quflux/method/network/master_equation.h"
#include "quflux/method/network/recognise.h"
#include "quflux/model/check_model.h"

namespace quflux::inline network {
namespace {

Model two_oscillators(CouplingKind kind) {
  Model model;
  add_site(model, {"a", Oscillator{1, 4}});
  add_site(model, {"b", Oscillator{1.1, 4}});
  add_coupling(model, {"", kind, {"a", "b"}, {}, 0.05});
  add_bath(model, {.name = "hot",
                   .sites = {"a"},
                   .temperature = 0.15,
                   .spectral_density = PowerLaw{0.03, 3, 4}});
  add_bath(model, {.name = "cold",
                   .sites = {"b"},
                   .temperature = 0.1,
                   .spectral_density = PowerLaw{0.02, 3, 4}});
  return model;
}

TEST(ExchangeBaths, OfOscillatorsAgreeWithTheirDensityMatrix) {
  EquationOptions options;
  options.bath_coupling = BathCoupling::exchange;
  for (const CouplingKind kind : {CouplingKind::exchange, CouplingKind::position}) {
    const Model model = two_oscillators(kind);
    for (const auto& [moments, matrix] :
         {std::pair{NetworkEquation::global, kGlobal},
          std::pair{NetworkEquation::partial_secular, kPartialSecular}}) {
      const RealVector expected = stationary_state(require_network(model), moments, options).flows;
      const RealVector flows = stationary_flows(to_system(model), matrix, options);
      // The cut at four levels costs 2e-7; at six levels 1e-7 holds as well.
      EXPECT_NEAR(flows(0) / expected(0), 1, 1e-6) << matrix.name;
      EXPECT_NEAR(flows(1) / expected(1), 1, 1e-6) << matrix.name;
    }
  }
}

}  // namespace
}  // namespace quflux::inline network
