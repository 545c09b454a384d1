#pragma once

#include <string>
#include <vector>

#include "quflux/method/master_equation/options.h"
#include "quflux/model/model.h"
#include "quflux/road/slopes.h"

namespace quflux::inline network {

/// The derivatives of the exact flows of exact_flows(), and behind them of the occupations of
/// exact_profile() where they are asked for, by the numbers of a model at these paths: integrals of
///
///   dG = -G dK G - G dSigma G
///
/// and what it changes, docs/chains.md. G between the baths and everything else is all that is
/// solved for at a frequency, for however many numbers. Errors are those of the quadrature.
///
/// Throws Error as exact_flows(), and where the model has no such number.
Slopes exact_slopes(const Model& model, const EquationOptions& options,
                    const std::vector<std::string>& paths, bool occupations);

}  // namespace quflux::inline network
