#pragma once

#include <string>
#include <vector>

#include "quflux/model/model.h"
#include "quflux/model_file/toml_reader.h"

namespace quflux {

/// What a sweep computes at every point.
enum class OutputKind {
  energy_flow,
  specific_flow,
  entropy_production,
  populations,
  density_matrix,
  eigenvalues,
  moment_eigenvalues,
  spectral_gap,
  purity,
  min_eigenvalue,
  expectation,
  occupations,
  bond_flow,
  amplitude_eigenvalues,
  flow_error
};

struct Output {
  OutputKind kind;
  std::string over = {};                     ///< specific_flow: parameter to divide by
  std::string name = {};                     ///< expectation: its name in the result
  std::vector<SiteOperator> operators = {};  ///< expectation: factors, see product_operator

  bool operator==(const Output&) const = default;
};

/// Reads `output`; energy_flow and entropy_production where there is none. Throws Error.
std::vector<Output> read_outputs(TomlReader& root, const Model& model);

}  // namespace quflux
