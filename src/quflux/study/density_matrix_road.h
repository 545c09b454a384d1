#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "quflux/method/master_equation/generator_builder.h"
#include "quflux/model/system_builder.h"
#include "quflux/model_file/model_file.h"
#include "quflux/solve/steady_state.h"
#include "quflux/study/sweep_values.h"

namespace quflux {

/// Computes the points of a sweep by the density matrix, whatever the model. Every thread has its
/// own, and with it the memory that all points share.
class DensityMatrixRoad {
 public:
  /// `model` follows the points of the sweep; it and the file must outlive this object.
  DensityMatrixRoad(const ModelFile& file, const Model& model);

  /// Computes the equations with these indices at one point, whose parameters the model has.
  void compute(std::size_t point, std::span<const std::size_t> equations, SweepValues& values);

 private:
  void compute_equation(const System& system, std::size_t point, std::size_t equation,
                        SweepValues& values);

  const ModelFile& file_;
  const Model& model_;
  bool needs_state_ = false;               // for other outputs than flows
  std::vector<const double*> divided_by_;  // by the specific flows, in the order of the outputs
  std::vector<Matrix> expected_;  // of the expectation values and occupations, in that order too
  SystemBuilder systems_;
  GeneratorBuilder generators_;
  SteadyStateSolver states_;
  RealVector flows_;
};

}  // namespace quflux
