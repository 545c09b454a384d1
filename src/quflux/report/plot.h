#pragma once

#include <string>
#include <vector>

#include "quflux/dataset/dataset.h"
#include "quflux/figure/figure.h"
#include "quflux/study/study.h"

namespace quflux {

/// The axis of a swept key, logarithmic where its values are.
Axis sweep_axis(const std::string& key, const std::vector<double>& values);

/// A figure of a sweep's result. One swept key: a panel per output with a curve per equation (and
/// bath; a panel per bath where that would be more curves than there are styles of lines). Two: a
/// map of the first output per equation, with the ridge (red) where its absolute value has an
/// interior maximum over the second key. Values that are swept in another order are drawn in
/// ascending order. `name` is that of the figure's files. Throws Error as require_plottable().
Figure plot_sweep(const Dataset& sweep, const std::string& name);

/// Throws Error when plot_sweep() cannot draw the result of a study, which can be told before
/// there is one: for other numbers of swept keys than one or two, and when every output of a sweep
/// of one key has more numbers per point than a panel can show.
void require_plottable(const Study& study);

}  // namespace quflux
