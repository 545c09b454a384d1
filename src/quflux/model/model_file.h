#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "quflux/model/equation.h"
#include "quflux/model/model.h"
#include "quflux/model/sweep_axes.h"

namespace quflux {

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
  min_eigenvalue
};

struct Output {
  OutputKind kind;
  std::string over = {};  ///< specific_flow: path of the parameter to divide by

  bool operator==(const Output&) const = default;
};

/// What a model file says: the system, the equations to compare, what to vary and what to compute.
struct ModelFile {
  Model model;
  std::vector<Equation> equations;
  EquationOptions options;
  Sweep sweep;
  std::vector<Output> outputs;
  std::string source;  ///< the text of the file
};

/// Reads a model file (TOML). Strict: unknown keys, wrong types, unknown names and numbers out of
/// range are errors. Throws Error with file, line and column.
ModelFile read_model_file(const std::filesystem::path& path);

/// The same from a text; `file_name` is for messages.
ModelFile parse_model(std::string_view text, const std::string& file_name);

}  // namespace quflux
