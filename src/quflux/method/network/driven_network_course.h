#pragma once

#include "quflux/method/network/driven_network.h"
#include "quflux/road/answer.h"

namespace quflux::inline network {

/// What is followed along drives, by which equation.
struct DrivenNetworkProblem {
  const Model& model;
  const ClosedEquation& equation;
  const Course& course;
  const Quantities& quantities;
};

/// The moments, the heats and the work, as follow_driven() of the density matrix, from the point
/// `first` of an answer on. Throws NoAnswer where a drive is so fast that it needs Floquet theory.
void follow_driven_network(const DrivenNetworkProblem& problem, std::size_t first, Answer& answer);

}  // namespace quflux::inline network
