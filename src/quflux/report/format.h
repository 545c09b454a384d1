#pragma once

#include <cstddef>
#include <limits>
#include <string>

#include "quflux/dataset/dataset.h"

namespace quflux::inline report {

/// A sweep's result as an aligned table below its title: a row per point and equation, of which
/// those in the middle are left out, with a hint, where there are more than `most_rows`. Reasons
/// and warnings stand once, below it. Outputs along frequencies have a row for each, here and
/// below, see long_form().
std::string to_table(const Dataset& sweep,
                     std::size_t most_rows = std::numeric_limits<std::size_t>::max());

/// The same rows, all of them, as comma-separated values with the fewest digits from which doubles
/// are read back exactly.
std::string to_csv(const Dataset& sweep);

/// The first line of that, and the lines of a block of points: its variables by point and equation
/// have numbers from the point `first` of the grid on, as many as there are.
std::string csv_header(const Dataset& sweep);
std::string csv_rows(const Dataset& block, std::size_t first);

/// {"model": title, "points": [{"parameters": {path: value}, "equations": {name: {output: ...}}}]},
/// with {bath: flow} for flows, lists for other arrays, {"failure": reason} where an equation has
/// no answer, and a "warning" beside the outputs where there is one.
std::string to_json(const Dataset& sweep);

}  // namespace quflux::inline report
