#pragma once

#include <string>

#include "quflux/dataset/dataset.h"
#include "quflux/study/exceptional_plane.h"

namespace quflux::inline report {

/// A table of the exceptional points of each equation, and the ends of its curves.
std::string to_text(const ExceptionalPlane& plane);

/// {"model": title, "parameters": [path, path], "from": [x, y], "to": [x, y], "equations": {name:
/// {"matrix", "exceptional_points": [{"parameters": [x, y], "kind", "error", "order",
/// "branch_exponent", "multiplicity", "jordan_blocks", "cycles", "eigenvalue": [re, im]}],
/// "curves": [{"points": [[x, y], ...], "kind", "order", "closed"}], "complete", "not_searched",
/// "remarks"}}}.
std::string to_json(const ExceptionalPlane& plane);

/// Points along the dimensions "equation" and "exceptional_point_index" with ordinary degeneracies
/// of order 1 among them, and the vertices of all curves along "vertex", with the equation and the
/// curve that each belongs to; the figure of an "exceptional_plane".
Dataset to_dataset(const Study& study, const ExceptionalPlane& plane);

/// One row per point and vertex of a curve, with 17 digits.
std::string to_csv(const ExceptionalPlane& plane);

}  // namespace quflux::inline report
