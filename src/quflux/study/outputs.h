#pragma once

#include <cstddef>
#include <limits>
#include <string>
#include <vector>

#include "quflux/model_file/model_file.h"

namespace quflux {

/// One array of a sweep's result: what every equation gives at every point.
struct OutputArray {
  std::string name;
  std::string long_name;
  std::string units;
  std::vector<std::pair<std::string, std::size_t>> dimensions;  ///< after the axes and `equation`
  std::size_t size;                                             ///< numbers per point and equation
};

/// The arrays of a model file's outputs, in their order; a complex output has two, its real and
/// its imaginary part.
struct OutputLayout {
  std::vector<OutputArray> arrays;
};

/// Throws Error when an output cannot be computed for the model.
OutputLayout output_layout(const ModelFile& file);

/// Whether an output follows from the flows alone.
bool is_flow(const Output& output);

/// The parameters of `model` that the specific flows divide by, in the order of the outputs.
std::vector<const double*> flow_divisors(const ModelFile& file, const Model& model);

/// A flow divided by a parameter; NaN where the parameter is zero.
inline double specific_flow(double flow, double parameter) {
  return parameter != 0 ? flow / parameter : std::numeric_limits<double>::quiet_NaN();
}

}  // namespace quflux
