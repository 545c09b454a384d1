#pragma once

#include <string>

#include "quflux/dataset/dataset.h"
#include "quflux/study/transition.h"

namespace quflux::inline report {

/// A transition in words and tables: the exceptional points of each equation, or how close its
/// eigenvalues come where there is none, then the markers.
std::string to_text(const Transition& transition);

/// {"model": title, "parameter": path, "from": p, "to": p, "equations": {name: {"matrix": ...,
/// "exceptional_points": [{"re", "im", "kind", "error", "order", "branch_exponent", "multiplicity",
/// "jordan_blocks", "cycles", "eigenvalue": [re, im]}], "markers": {marker: value or null}, ...}}}.
std::string to_json(const Transition& transition);

/// One row per marker and equation, with 17 digits.
std::string to_csv(const Transition& transition);

/// Dimensions `equation`, `exceptional_point_index` (as many as the equation with the most has; NaN
/// where there are fewer) and, where there is an amplitude matrix, the parameter with the splitting
/// and the width of the modes along it.
Dataset to_dataset(const Study& study, const Transition& transition);

}  // namespace quflux::inline report
