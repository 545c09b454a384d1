#pragma once

#include <cstddef>
#include <span>
#include <string>

#include "quflux/model_file/model_file.h"
#include "quflux/study/sweep_values.h"

namespace quflux {

/// Why the equations of a quasi-free network do not give an equation's outputs of the file: the
/// model is none, the equation is not quasi-free on it, or an output needs the density matrix.
/// Empty: they do.
std::string network_obstacle(const ModelFile& file, Equation equation);

/// Computes the points of a sweep over a chain or network by its N x N equations, and its exact
/// flows. Every thread has its own.
class NetworkRoad {
 public:
  /// The file must outlive this object.
  explicit NetworkRoad(const ModelFile& file);

  /// Computes the equations with these indices, which must have no network_obstacle(), at one
  /// point, whose parameters `model` has.
  void compute(const Model& model, std::size_t point, std::span<const std::size_t> equations,
               SweepValues& values);

 private:
  const ModelFile& file_;
};

}  // namespace quflux
