#pragma once

#include <cstddef>
#include <span>

#include "quflux/model/model_file.h"
#include "quflux/sweep/sweep_values.h"

namespace quflux {

/// Computes the points of a sweep by the density matrix, whatever the model. Every thread has its
/// own.
class DensityMatrixRoad {
 public:
  /// The file must outlive this object.
  explicit DensityMatrixRoad(const ModelFile& file);

  /// Computes the equations with these indices at one point, whose parameters `model` has.
  void compute(const Model& model, std::size_t point, std::span<const std::size_t> equations,
               SweepValues& values);

 private:
  void compute_equation(const Model& model, std::size_t point, std::size_t equation,
                        SweepValues& values);

  const ModelFile& file_;
};

}  // namespace quflux
