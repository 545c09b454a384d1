#pragma once

#include <string>
#include <vector>

#include "quflux/method/equation.h"

namespace quflux::inline method {

/// Keys of options for all equations that set apart what a master equation and the row that it
/// approximates solve: the row knows them, the equation does not, and they are not at their
/// defaults. Without them the two are alike.
std::vector<std::string> unlike_options(const EquationKind& kind, const Options& common,
                                        const EquationTable& table = equations());

}  // namespace quflux::inline method
