#pragma once

#include <optional>
#include <string>

#include "quflux/core/matrix.h"
#include "quflux/road/options.h"

namespace quflux::inline reaction_coordinate {

/// How a model is enlarged by reaction coordinates, and solved.
struct CoordinateOptions {
  /// What more levels may change of the flows, over the largest of them or a thousandth of the
  /// largest one-way flow.
  double tolerance = 1e-4;
  std::optional<Eigen::Index> levels = std::nullopt;  ///< none: as many as the tolerance needs
  /// Brownian terms that the density of a bath is fitted by; none: one coordinate by its moments.
  std::optional<int> modes = std::nullopt;
  std::string equation = "redfield";  ///< of the enlarged model
};

/// The options as they are set under their keys.
CoordinateOptions coordinate_options(const Options& options);

OptionKey levels_option();
OptionKey modes_option();
OptionKey enlarged_equation_option();

}  // namespace quflux::inline reaction_coordinate
