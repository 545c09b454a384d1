#pragma once

#include <string>

#include "quflux/result/dataset.h"
#include "quflux/result/figure.h"

namespace quflux {

/// A figure of a sweep's result. One swept key: a panel per output with a curve per equation (and
/// bath). Two: a map of the first output per equation, with the ridge (red) where its absolute
/// value has an interior maximum over the second key. `name` is that of the figure's files. Throws
/// Error for other numbers of swept keys.
Figure plot_sweep(const Dataset& sweep, const std::string& name);

}  // namespace quflux
