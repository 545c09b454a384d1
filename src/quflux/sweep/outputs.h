#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "quflux/model/model_file.h"

namespace quflux {

/// One array of a sweep's result: what every equation gives at every point.
struct OutputArray {
  std::string name;
  std::string long_name;
  std::string units;
  std::vector<std::pair<std::string, std::size_t>> dimensions;  ///< after the axes and `equation`
  std::size_t size;                                             ///< numbers per point and equation
  std::size_t offset;  ///< of the first of them among all outputs
};

/// How the outputs of a model file lie behind each other at one point and equation.
struct OutputLayout {
  std::vector<OutputArray> arrays;
  std::size_t size = 0;  ///< numbers per point and equation
};

OutputLayout output_layout(const ModelFile& file);

/// Whether the closed form of a pair solves the equations of the file and gives all its outputs.
bool closed_form_suffices(const ModelFile& file);

/// Computes all outputs of one equation at one point. `model` is the file's model with the point's
/// parameters. Throws Error where the equation has no answer.
void evaluate_density_matrix(const ModelFile& file, const Model& model, Equation equation,
                             std::span<double> values);

/// The same by the closed form; the model must be a pair and the equation not redfield.
void evaluate_closed_form(const ModelFile& file, const Model& model, Equation equation,
                          std::span<double> values);

}  // namespace quflux
