#pragma once

#include <vector>

#include "quflux/core/double_double.h"
#include "quflux/method/network/closed_moments.h"
#include "quflux/method/network/network.h"

namespace quflux::inline network {

/// What one bath does to modes (or sites), Eq. (71), or a Taylor coefficient of that by s.
template <class Real>
struct Jumps {
  BasicMatrix<Real> d;
  BasicMatrix<Real> u;
  BasicMatrix<Real> m;
};

template <class Real>
Jumps<Real> no_jumps(Eigen::Index n) {
  const BasicMatrix<Real> zero = BasicMatrix<Real>::Zero(n, n);
  return {zero, zero, zero};
}

/// All that counting needs, in a basis in which what jumps count for is diagonal. Real is double,
/// or DoubleDouble where noise is a small difference of what the baths exchange.
template <class Real>
struct CountedNetwork {
  double z;                        ///< 1 of two-level systems, -1 of oscillators
  BasicRealVector<Real> energies;  ///< what jumps count for
  BasicMatrix<Real> h;             ///< less a multiple of one, which drops out
  std::vector<Jumps<Real>> baths;
};

/// Throws NoAnswer where a bath has no rate or Lamb shift.
template <class Real>
CountedNetwork<Real> counted_network(const Network& network, const ClosedMoments& closed,
                                     const EquationOptions& options);

extern template CountedNetwork<double> counted_network(const Network&, const ClosedMoments&,
                                                       const EquationOptions&);
extern template CountedNetwork<DoubleDouble> counted_network(const Network&, const ClosedMoments&,
                                                             const EquationOptions&);

/// Element by element f(e_k + e_l) D, and so on, with the halves in f.
template <class Real, class Sum, class Difference>
Jumps<Real> dressed(const CountedNetwork<Real>& counted, const Jumps<Real>& jumps,
                    const Sum& of_sum, const Difference& of_difference) {
  Jumps<Real> result = jumps;
  const BasicRealVector<Real>& e = counted.energies;
  for (Eigen::Index l = 0; l < e.size(); ++l) {
    for (Eigen::Index k = 0; k < e.size(); ++k) {
      const Real sum = (e(k) + e(l)) / Real(2);
      result.d(k, l) *= of_sum(-sum);
      result.u(k, l) *= of_sum(sum);
      result.m(k, l) *= of_difference((e(k) - e(l)) / Real(2));
    }
  }
  return result;
}

/// E, of all jumps or of the part that one bath adds.
template <class Real>
BasicMatrix<Real> excess(const Jumps<Real>& j, double z) {
  return j.d - Real(z) * j.u - j.m - j.m.adjoint();
}

}  // namespace quflux::inline network
