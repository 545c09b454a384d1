#include "quflux/method/master_equation/correlation.h"

#include <cmath>

#include <gtest/gtest.h>

#include "quflux/model/check_model.h"

namespace quflux::inline master_equation {
namespace {

void add_bath_at(Model& model, const std::string& site, double temperature) {
  add_bath(model, {.name = "at_" + site,
                   .sites = {site},
                   .temperature = temperature,
                   .spectral_density = PowerLaw{0.05, 1, std::nullopt}});
}

// Two atoms, and beside them so many levels that nothing couples to them.
Model pair_beside(double levels) {
  Model model;
  add_site(model, {"a", TwoLevel{1}});
  add_site(model, {"b", TwoLevel{1.1}});
  add_coupling(model, {"", CouplingKind::exchange, {"a", "b"}, {}, 0.1});
  add_bath_at(model, "a", 0.3);
  add_bath_at(model, "b", 0.6);
  if (levels == 0) return model;
  add_site(model, {"c", Oscillator{0.7, levels}});
  add_bath_at(model, "c", 0.2);
  return model;
}

const std::vector<double> kTimes{0, 1, 10, 30};

Vector correlation_in(const Model& model, const MasterEquation& equation,
                      const InitialState& initial, const std::vector<std::string>& of,
                      const std::vector<std::string>& with) {
  return correlation(model, equation, {}, site_product(model, {{of[0], of[1]}}),
                     site_product(model, {{with[0], with[1]}}), {kTimes, initial});
}

// <s^+(t) s(0)> = f e^(i w t - g t) with g = gamma (n + 1/2), which no population goes with.
TEST(Correlation, OfACoherenceTurnsAndDecays) {
  Model atom;
  add_site(atom, {"a", TwoLevel{1}});
  add_bath_at(atom, "a", 0.3);
  const Vector found = correlation_in(atom, kGlobal, StationaryState{}, {"a", "sp"}, {"a", "sm"});
  const double f = 1 / (std::exp(1 / 0.3) + 1);
  const double g = 0.05 * (1 / std::expm1(1 / 0.3) + 0.5);
  for (Eigen::Index k = 0; k < found.size(); ++k) {
    const Complex expected = f * std::exp(Complex(-g, 1) * kTimes[static_cast<std::size_t>(k)]);
    EXPECT_LT(std::abs(found(k) - expected), 1e-13) << k;
  }
}

// 36 dimensions, by the action of the exponential, see as much of the atoms as their own four do.
TEST(Correlation, OfLargeDensityMatricesIsThatOfTheirPart) {
  const InitialState product = ProductState{{{"a", InLevel{1}}, {"b", AtTemperature{0.5}}}};
  for (const MasterEquation& equation : {kGlobal, kRedfield}) {
    double largest = 0;
    for (const InitialState& initial : {product, InitialState(StationaryState{})}) {
      for (const auto& [of, with] :
           {std::pair<std::vector<std::string>, std::vector<std::string>>{{"a", "sp"}, {"a", "sm"}},
            {{"b", "sp"}, {"a", "sm"}},
            {{"b", "n"}, {"a", "n"}}}) {
        const Vector alone = correlation_in(pair_beside(0), equation, initial, of, with);
        const Vector beside = correlation_in(pair_beside(9), equation, initial, of, with);
        // Each of its two parts is followed to 1e-12.
        EXPECT_LT((alone - beside).norm(), 1e-11) << equation.name;
        largest = std::max(largest, alone.norm());
      }
    }
    EXPECT_GT(largest, 0.1);
  }
}

}  // namespace
}  // namespace quflux::inline master_equation
