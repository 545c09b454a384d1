#pragma once

#include "quflux/method/pair/moments.h"

namespace quflux::inline pair {

/// The stationary state of a pair of two-level systems.
struct StationaryPair {
  double occupation1;  ///< <s_1^+ s_1>
  double occupation2;  ///< <s_2^+ s_2>
  Complex coherence;   ///< <s_1^+ s_2>
  double flow1;        ///< J_1, from reservoir 1 into the pair
  double flow2;        ///< J_2 = -J_1: stationarity makes the two equal and opposite
};

/// The same state with the names of the two atoms exchanged.
inline StationaryPair mirrored(const StationaryPair& s) {
  return {s.occupation2, s.occupation1, std::conj(s.coherence), s.flow2, s.flow1};
}

template <class Number>
PairPoint<Number> mirrored(const PairPoint<Number>& p) {
  return {p.omega2, p.omega1, p.coupling, p.bath2, p.bath1};
}

/// The stationary state at one point: no allocation, no checks and no branch on the equation.
/// Both reservoirs must act (rates not zero).
template <PairEquation equation>
StationaryPair stationary_at(const PairPoint<double>& p) {
  // Counted from the reservoir that excites less, occupations are sums of positive terms.
  const bool swap = p.omega1 * p.bath2.temperature < p.omega2 * p.bath1.temperature;
  const PairPoint<double> q = swap ? mirrored(p) : p;
  const Solution<double> d = solve<equation>(q);
  const Matrix2<double> c0 = equilibrium_with_bath1<equation>(q);
  const StationaryPair s{c0(0, 0) + d.d1, c0(1, 1) + d.d2, Complex(c0(1, 0) + d.re, -d.im), d.flow1,
                         -d.flow1};
  return swap ? mirrored(s) : s;
}

/// Eqs. (21) and (25) of a pair in the local, global or partial secular equation.
/// Throws Error when the pair is not allowed, when the equation is Redfield's (which does not close
/// on the 2 x 2 matrix: use the general road), or when the stationary state is not unique.
StationaryPair stationary(const TwoLevelPair& pair, PairEquation equation);

}  // namespace quflux::inline pair
