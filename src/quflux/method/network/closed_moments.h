#pragma once

#include <string>

#include "quflux/method/network/amplitude_equation.h"
#include "quflux/method/network/network_equation.h"
#include "quflux/road/road.h"

namespace quflux::inline network {

/// Why an equation does not close on the N x N moments <a_l^+ a_k> of a network; empty: it does.
std::string closure_obstacle(const Network& network, const RoadEquation& equation);

/// An equation without that obstacle.
struct ClosedEquation {
  NetworkEquation equation;
  EquationOptions options;
};

/// The same of such an equation, for a network whose numbers have changed.
std::string closure_obstacle(const Network& network, const ClosedEquation& equation);

/// Where nothing counter-rotates Redfield's equation is the partial secular one.
ClosedEquation closed_equation(const RoadEquation& equation);

/// The equation of the moments, in the basis of sites or of modes.
struct ClosedMoments {
  NormalModes modes;  ///< empty in the basis of sites
  AmplitudeEquation equation;

  bool by_sites() const { return modes.energies.size() == 0; }
  /// The same bilinear form of sites in the basis of the equation.
  Matrix in_basis(const Matrix& of_sites) const;
};

/// Throws NoAnswer as stationary_state(), and where a mode has no energy above zero.
ClosedMoments closed_moments(const Network& network, const ClosedEquation& equation);

}  // namespace quflux::inline network
