#pragma once

#include "quflux/generator/linear_generator.h"
#include "quflux/road/road.h"

namespace quflux::inline master_equation {

/// What the road of the density matrix follows in time.
inline constexpr Quantities kGivenInTime{Quantity::flows,       Quantity::occupations,
                                         Quantity::states,      Quantity::hamiltonians,
                                         Quantity::eigenvalues, Quantity::heats,
                                         Quantity::derivatives, Quantity::work,
                                         Quantity::dissipated,  Quantity::uncoupled_hamiltonians};

/// The largest dimension d up to which exponentials are matrices, of d^4 numbers; above, they act
/// on states, see evolve_large().
inline constexpr Eigen::Index kLargestFollowed = 32;

/// Follows the density matrix, see InTime::open.
Solve follow_density_matrix(const Points& points, const std::vector<RoadEquation>& equations,
                            const Quantities& quantities, const Course& course);

/// Writes what a state is, and what becomes of it, to the point i.
void write_state(const LinearGenerator& generator, const Vector& x, const Quantities& quantities,
                 std::size_t i, Answer& answer);

/// Writes what a state that evolves by a linear generator from x(0) is at all times, from the point
/// `first` of the tile on. Occupations and the Hamiltonian are not its business.
void write_course(const LinearGenerator& generator, const Vector& start,
                  std::span<const double> times, const Quantities& quantities, std::size_t first,
                  Answer& answer);

}  // namespace quflux::inline master_equation
