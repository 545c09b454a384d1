#pragma once

#include <functional>
#include <string>

#include "quflux/bath/table.h"

namespace quflux::inline mapping {

/// A density that is expensive to evaluate as a table from w = 0 to where it vanishes, right to
/// some 1e-6 of itself wherever it is not 1e-10 of its largest value. It is asked on a scale of
/// ln w as often as a spline needs. `scale` is a frequency where it does not vanish. Throws
/// NoAnswer where it has more structure than that.
Table tabulate(const std::function<double(double)>& density, double scale, const std::string& name);

}  // namespace quflux::inline mapping
