#pragma once

#include "quflux/core/matrix.h"
#include "quflux/method/master_equation/options.h"
#include "quflux/method/network/network.h"
#include "quflux/road/relaxation.h"

namespace quflux::inline network {

/// A network of oscillators whose frequencies and couplings may be complex: h and the position
/// couplings of `network` are replaced by these.
struct ContinuedNetwork {
  Network network;
  Matrix exchange;
  Matrix position;  ///< empty: none
};

/// A matrix, N x N, whose eigenvalues are -i w with w the poles of the exact Green's function G(w)
/// that continue the modes of the network, on the sheet of continued_self_energy(): the zeros of
///
///   det[w - h - Sigma]                                               baths that exchange,
///   det[[w - h - V - Sigma, -V - Sigma], [-V - Sigma, -w - h - V - Sigma]]   position,
///
/// with V the position couplings. It is analytic in h and V, and where eigenvalues meet it has the
/// Jordan blocks of the poles: with A_n = (1/2 pi i) oint w^n G_aa dw around them, -i A_1 A_0^-1,
/// Eq. (93) (Beyn 2012). Brownian baths have modes of
/// their own, and G their poles as well: where these are among those of the sites, the poles are
/// the N that decay most slowly. Throws NoAnswer where they are not apart from others of G.
Matrix pole_matrix(const ContinuedNetwork& network, const EquationOptions& options);

/// The poles as slow eigenvalues of the equation `exact`.
const Relaxation& exact_relaxation();

}  // namespace quflux::inline network
