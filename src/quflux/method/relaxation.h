#pragma once

#include <span>
#include <string>
#include <vector>

#include "quflux/method/equation.h"
#include "quflux/road/relaxation.h"

namespace quflux::inline method {

/// Why slow eigenvalues of an equation that has no generator are not found for these models, see
/// Relaxation; empty: they are.
std::string relaxation_obstacle(const Equation& equation, std::span<const Model> models);

/// They. Throws Error with the reason where there is an obstacle.
std::vector<SlowEigenvalues> slow_eigenvalues(const Equation& equation,
                                              std::span<const Model> models);

}  // namespace quflux::inline method
