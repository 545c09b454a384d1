#pragma once

#include <vector>

#include "quflux/bath/reservoir.h"
#include "quflux/numerics/exponentials.h"

namespace quflux::inline bath {

/// C(t) of rational densities, Eqs. (56) and (59).
struct RationalExponentials {
  Exponentials poles;    ///< of the densities
  Exponentials thermal;  ///< of the Bose function, real
};

/// With so many Pade terms for the Bose function, T > 0.
RationalExponentials rational_exponentials(const std::vector<SingleDensity>& densities,
                                           double temperature, Eigen::Index pade_terms);

/// C(t) in exponentials of which there are as many as it takes.
struct FineExponentials {
  RationalExponentials rational;
  Exponentials fitted;  ///< all else: AAA of R(w)
  /// The rational densities, with their poles where they are apart from those of the Bose function.
  std::vector<SingleDensity> densities;
  double misfit = 0;   ///< a bound of the error of C(t), Eq. (61), over the band
  double largest = 0;  ///< R(w)
  double band = 0;     ///< the largest frequency at which R(w) matters
};

/// Throws NoAnswer for a density without a cutoff, or a table that does not begin at w = 0.
FineExponentials fine_exponentials(const Reservoir& reservoir);

}  // namespace quflux::inline bath
