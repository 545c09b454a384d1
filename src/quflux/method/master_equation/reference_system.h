#pragma once

#include <optional>
#include <string>

#include "quflux/core/test_data.h"
#include "quflux/model/system.h"

/// For tests that read systems from testdata/.
namespace quflux::inline master_equation {

inline SpectralDensity density_from_json(const nlohmann::json& j) {
  if (j.at("type") == "drude") {
    return Drude{j.at("c"), j.at("cutoff")};
  }
  PowerLaw p{j.at("c"), j.at("n"), std::nullopt};
  if (j.contains("cutoff")) {
    p.cutoff = j.at("cutoff").get<double>();
  }
  return p;
}

inline System system_from_json(const nlohmann::json& j) {
  System system{matrix_from_json(j.at("H_re"), j.at("H_im")), {}};
  for (const auto& bath : j.at("baths")) {
    system.baths.push_back(
        {std::to_string(system.baths.size()),
         matrix_from_json(bath.at("S_re"), bath.at("S_im")),
         {density_from_json(bath.at("spectral_density")), bath.at("temperature").get<double>()}});
  }
  if (j.contains("H0_re")) {
    system.uncoupled_hamiltonian = matrix_from_json(j.at("H0_re"), j.at("H0_im"));
  }
  return system;
}

}  // namespace quflux::inline master_equation
