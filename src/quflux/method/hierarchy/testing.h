#pragma once

#include <string>
#include <vector>

#include "quflux/bath/correlation.h"
#include "quflux/core/test_data.h"
#include "quflux/model/system.h"

namespace quflux::inline hierarchy {

inline Matrix reference_matrix(const nlohmann::json& m) {
  return matrix_from_json(m.at("re"), m.at("im"));
}

inline SpectralDensity reference_density(const nlohmann::json& density) {
  if (density.at("type") == "drude") return Drude{density.at("c"), density.at("cutoff")};
  return PowerLaw{density.at("c"), density.at("n"), density.at("cutoff").get<double>()};
}

/// The system of a case of hierarchy.json.
inline System reference_system(const nlohmann::json& entry) {
  System system{reference_matrix(entry.at("H")), {}};
  for (const auto& bath : entry.at("baths")) {
    system.baths.push_back(
        {"bath" + std::to_string(system.baths.size() + 1),
         reference_matrix(bath.at("S")),
         {reference_density(bath.at("spectral_density")), bath.at("temperature").get<double>()}});
  }
  return system;
}

/// The explicit exponents of a case.
inline std::vector<ExponentialSum> reference_exponents(const nlohmann::json& discrete) {
  std::vector<ExponentialSum> baths;
  for (const auto& bath : discrete.at("exponents")) {
    const auto list = [&](const char* name) {
      const auto re = bath.at(name).at("re").get<std::vector<double>>();
      const auto im = bath.at(name).at("im").get<std::vector<double>>();
      std::vector<std::complex<double>> values;
      for (std::size_t k = 0; k < re.size(); ++k) values.emplace_back(re[k], im[k]);
      return values;
    };
    const auto rates = list("nu");
    const auto amplitudes = list("a");
    const auto conjugates = list("b");
    ExponentialSum sum;
    for (std::size_t k = 0; k < rates.size(); ++k) {
      std::size_t partner = k;
      for (std::size_t l = 0; l < rates.size(); ++l) {
        if (rates[k].imag() != 0 && rates[l] == std::conj(rates[k])) partner = l;
      }
      sum.terms.push_back({rates[k], amplitudes[k], conjugates[k], partner});
    }
    baths.push_back(std::move(sum));
  }
  return baths;
}

}  // namespace quflux::inline hierarchy
