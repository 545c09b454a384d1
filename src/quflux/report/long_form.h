#pragma once

#include <optional>

#include "quflux/dataset/dataset.h"

namespace quflux::inline report {

/// A sweep's result with the frequencies of its outputs as one more swept key, the one that varies
/// fastest: a table of a row for each, in the place of a column. None unless all outputs are along
/// the same frequencies.
std::optional<Dataset> long_form(const Dataset& sweep);

}  // namespace quflux::inline report
