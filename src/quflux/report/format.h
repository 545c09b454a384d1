#pragma once

#include <string>

#include "quflux/dataset/dataset.h"

namespace quflux::inline report {

/// A sweep's result as an aligned table: a row per point and equation.
std::string to_table(const Dataset& sweep);

/// The same rows as comma-separated values with 17 digits, from which doubles are read back
/// exactly.
std::string to_csv(const Dataset& sweep);

/// {"model": title, "points": [{"parameters": {path: value}, "equations": {name: {output: ...}}}]},
/// with {bath: flow} for flows, lists for other arrays, {"failure": reason} where an equation has
/// no answer, and a "warning" beside the outputs where there is one.
std::string to_json(const Dataset& sweep);

}  // namespace quflux::inline report
