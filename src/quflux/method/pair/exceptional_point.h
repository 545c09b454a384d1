#pragma once

#include <optional>

#include "quflux/exceptional/two_by_two.h"
#include "quflux/method/pair/pair_equation.h"
#include "quflux/method/pair/two_level_pair.h"
#include "quflux/road/relaxation_kind.h"

namespace quflux::inline pair {

/// The exceptional point of a pair along Omega, with Re Omega >= 0 and Im Omega >= 0; its mirror
/// images are exceptional points too. There are two kinds, at different couplings already in the
/// local equation:
///
///   flow       that of the amplitude matrix X, which the moments C_ij, flows and their noise have;
///              its eigenvalue is that of X;
///   coherence  that of the two slow coherences between states that differ by one excitation, whose
///              eigenvalue is that of the generator, near -i omega.
///
/// Real in the local equation on resonance; off the real axis in the partial secular equation,
/// where Re Omega is the place of its shadow at real couplings and Im Omega measures how blurred
/// the transition is.
/// None in the global equation, whose X commutes with h and never loses an eigenvector.
/// The coupling of `pair` itself is not used.
/// Throws Error when none is found.
std::optional<Coalescence> exceptional_coupling(TwoLevelPair pair, PairEquation equation,
                                                RelaxationKind kind = RelaxationKind::flow);

/// That of the coherences in the local equation on resonance, Eq. (91): with m_j = tanh(omega/2T_j)
///
///   Omega = |g1^2 - g2^2|/(2 sqrt((g1 - g2)^2 + 4 g1 g2 m1 m2)),
///
/// |g1 - g2|/2 as T -> 0, as that of the flows, and (g1 + g2)/2 at high temperatures.
double local_coherence_point(const TwoLevelPair& pair);

/// The real coupling and detuning omega1 - omega2 (at fixed omega1) where there is an exceptional
/// point of a kind.
struct ExceptionalDetuning {
  double coupling;
  double detuning;
};

/// The exceptional point in the plane of real coupling and detuning next to resonance, for the
/// local and the partial secular equation; none in the global equation. Throws Error as
/// exceptional_coupling().
std::optional<ExceptionalDetuning> exceptional_detuning(TwoLevelPair pair, PairEquation equation,
                                                        RelaxationKind kind = RelaxationKind::flow);

}  // namespace quflux::inline pair
