#pragma once

#include <span>
#include <vector>

#include "quflux/core/matrix.h"

namespace quflux::inline observable {

/// The entropy production rate of the stationary state, Eq. (16): sigma = -sum_j J_j/T_j. The
/// second law is sigma >= 0. Throws Error unless there is a temperature > 0 for every flow.
double entropy_production(const RealVector& flows, const std::vector<double>& temperatures);

/// The same; NaN where a temperature is zero: there are flows there, but no entropy production.
double entropy_or_nan(std::span<const double> flows, std::span<const double> temperatures);

/// dS/dt = -Tr(rho' ln rho) of a state that changes by rho', Eq. (43). Infinite where rho' leaves
/// the support of rho, NaN where rho has an eigenvalue below zero.
double entropy_rate(const Matrix& state, const Matrix& derivative);

/// Whether sigma is negative by more than the rounding of flows explains, whose size shows in that
/// they do not add up to zero.
bool breaks_second_law(std::span<const double> flows, std::span<const double> temperatures);

}  // namespace quflux::inline observable
