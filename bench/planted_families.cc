#include "bench/planted_families.h"

#include <nlohmann/json.hpp>

namespace quflux::bench {

namespace {

nlohmann::json rows(const Matrix& m) {
  nlohmann::json result = nlohmann::json::array();
  for (Eigen::Index i = 0; i < m.rows(); ++i) {
    nlohmann::json row = nlohmann::json::array();
    for (Eigen::Index j = 0; j < m.cols(); ++j) {
      row.push_back(nlohmann::json::array({m(i, j).real(), m(i, j).imag()}));
    }
    result.push_back(std::move(row));
  }
  return result;
}

}  // namespace

std::vector<PlantedFamily> planted_families(Eigen::Index n) {
  std::vector<PlantedFamily> families;
  for (std::uint64_t seed = 0; seed < 8; ++seed) families.push_back(planted_family(seed, n, 2));
  return families;
}

std::string planted_families_json() {
  nlohmann::json result = nlohmann::json::array();
  for (Eigen::Index n = 3; n <= 6; ++n) {
    for (const PlantedFamily& family : planted_families(n)) {
      result.push_back(
          {{"coefficients", nlohmann::json::array({rows(family.constant), rows(family.linear_x),
                                                   rows(family.linear_y)})},
           {"place", family.place}});
    }
  }
  return result.dump();
}

}  // namespace quflux::bench
