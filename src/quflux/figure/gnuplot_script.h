#pragma once

#include <string>

#include "quflux/figure/figure.h"

namespace quflux {

/// A gnuplot script, data included, that draws the figure into NAME.png (300 dpi) and NAME.svg in
/// the directory where gnuplot runs. Throws Error where validate() does.
std::string to_gnuplot(const Figure& figure);

}  // namespace quflux
