#pragma once

#include "quflux/method/master_equation/options.h"
#include "quflux/method/network/network.h"
#include "quflux/method/network/network_equation.h"

namespace quflux::inline network {

/// Whether an equation mixes a and a^+.
bool mixes_amplitudes(const Network& network, NetworkEquation equation,
                      const EquationOptions& options = {});

/// X of the mean amplitudes of a network, d<a>/dt = -X <a>, in a basis of the sites, in which X is
/// as smooth in the parameters of the network as the equation allows. N x N for equations that do
/// not mix a and a^+; the others have the 2 N x 2 N matrix of (q, p), of fermions that of (alpha,
/// beta), whose eigenvalues come in conjugate pairs. Every eigenvalue of the generator, of fermions
/// in the sector of even parity, is a sum of those of X and their conjugates, whatever the number
/// of quanta, so that its exceptional points are those of X; they do not depend on the temperatures
/// of oscillators. Throws NoAnswer where a mode of oscillators has no positive energy and where a
/// rate or Lamb shift does not exist.
Matrix amplitude_matrix(const Network& network, NetworkEquation equation,
                        const EquationOptions& options = {});

}  // namespace quflux::inline network
