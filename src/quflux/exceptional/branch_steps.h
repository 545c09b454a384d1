#pragma once

#include <vector>

#include "quflux/core/matrix.h"

/// What following the branches of all eigenvalues and of some of them shares.
namespace quflux::inline exceptional {

/// The best overlap over the second best where it is clear how a branch goes on.
inline constexpr double kClear = 2;

/// The distance below which eigenvalues of a matrix are one: 1e-9 of the largest from their mean.
double distance_of_one(const Vector& values);

/// Whether two branches may have met, or turned away from each other, between two points: on
/// straight lines they would come much closer than they are at both ends. Those closer than `equal`
/// are one.
bool may_have_met(const Vector& from, const Vector& to, double equal);

/// By real part, then imaginary part.
std::vector<Eigen::Index> order_by_parts(const Vector& values);

/// Throws Error unless the parameters of a path all ascend or all descend.
void require_monotonic(const std::vector<double>& parameters);

}  // namespace quflux::inline exceptional
