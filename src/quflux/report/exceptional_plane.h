#pragma once

#include <string>

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

/// One row per point and vertex of a curve, with 17 digits.
std::string to_csv(const ExceptionalPlane& plane);

}  // namespace quflux::inline report
