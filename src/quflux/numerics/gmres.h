#pragma once

#include <functional>

#include "quflux/core/matrix.h"

namespace quflux::inline numerics {

/// What a cycle of GMRES found.
template <class Numbers>
struct BasicGmresCycle {
  Numbers correction;
  int iterations;
  double residual;           ///< |b - A correction| over |b|, as the recursion has it
  double smallest_singular;  ///< of A on the space that was searched
};

using GmresCycle = BasicGmresCycle<RealVector>;
using ComplexGmresCycle = BasicGmresCycle<Vector>;

/// What one cycle leaves of a residual at least.
inline constexpr double kLeftOfCycle = 1e-9;

/// How many vectors of a size a cycle keeps: 16, or more where they have fewer numbers together.
int kept_vectors(Eigen::Index size, double numbers);

/// One cycle of the generalised minimal residual method (Saad and Schultz 1986) for A x = b from
/// x = 0, without a restart: until the residual is `tolerance` of |b|, or after `most` products.
/// `apply` writes A v into its second argument. Stops as throw_if_stopped() says.
GmresCycle gmres_cycle(const std::function<void(const RealVector& v, RealVector& result)>& apply,
                       const RealVector& b, int most, double tolerance);
ComplexGmresCycle gmres_cycle(const std::function<void(const Vector& v, Vector& result)>& apply,
                              const Vector& b, int most, double tolerance);

}  // namespace quflux::inline numerics
