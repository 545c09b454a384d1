#pragma once

#include <string>
#include <vector>

#include "quflux/model/model.h"

/// Models for tests of networks.
namespace quflux::inline network::chain_testing {

struct BathSpec {
  std::vector<std::size_t> sites;
  double temperature;
  SpectralDensity density;
};

/// Sites s0, s1, ... in a chain with couplings between neighbours.
inline Model chain_model(const std::vector<double>& frequencies, CouplingKind kind,
                         const std::vector<double>& couplings, const std::vector<BathSpec>& baths,
                         std::optional<int> levels = {}) {
  Model model;
  const auto site = [](std::size_t i) { return "s" + std::to_string(i); };
  for (std::size_t i = 0; i < frequencies.size(); ++i) {
    Site s{site(i), TwoLevel{frequencies[i]}};
    if (levels) s.kind = Oscillator{frequencies[i], static_cast<double>(*levels)};
    model.sites.push_back(std::move(s));
  }
  for (std::size_t i = 0; i < couplings.size(); ++i) {
    model.couplings.push_back(
        {"c" + std::to_string(i), kind, {site(i), site(i + 1)}, {}, couplings[i]});
  }
  for (const BathSpec& spec : baths) {
    ModelBath bath;
    bath.name = "b" + std::to_string(model.baths.size());
    for (const std::size_t i : spec.sites) bath.sites.push_back(site(i));
    bath.temperature = spec.temperature;
    bath.spectral_density = spec.density;
    model.baths.push_back(std::move(bath));
  }
  return model;
}

}  // namespace quflux::inline network::chain_testing
