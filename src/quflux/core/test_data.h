#pragma once

#include <fstream>
#include <string>

#include <nlohmann/json.hpp>

#include "quflux/core/matrix.h"

/// Helpers for tests that read testdata/. QUFLUX_TESTDATA is that folder.
namespace quflux::inline core {

inline nlohmann::json test_data(const std::string& file) {
  std::ifstream stream(std::string(QUFLUX_TESTDATA) + "/" + file);
  return nlohmann::json::parse(stream);
}

inline Matrix matrix_from_json(const nlohmann::json& re, const nlohmann::json& im) {
  Matrix m(re.size(), re.size());
  for (std::size_t i = 0; i < re.size(); ++i) {
    for (std::size_t j = 0; j < re.size(); ++j) {
      m(static_cast<Eigen::Index>(i), static_cast<Eigen::Index>(j)) = {re[i][j].get<double>(),
                                                                       im[i][j].get<double>()};
    }
  }
  return m;
}

}  // namespace quflux::inline core
