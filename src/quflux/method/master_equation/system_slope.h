#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "quflux/core/matrix.h"
#include "quflux/model/model.h"
#include "quflux/model/system_builder.h"

namespace quflux::inline master_equation {

/// How the matrices of a System change with a number of its model.
struct SystemSlope {
  Matrix hamiltonian;
  std::optional<Matrix> uncoupled_hamiltonian;
  std::vector<Matrix> coupling_operators;       ///< by bath
  std::vector<std::optional<Matrix>> lowering;  ///< by bath
};

/// Exactly, from two systems: H and the S_j are linear in all numbers but phases, and H is
/// cos(phase) of one matrix plus sin(phase) of another. The model is as before afterwards.
SystemSlope system_slope(SystemBuilder& builder, Model& model, std::string_view path);

}  // namespace quflux::inline master_equation
