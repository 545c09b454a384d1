#pragma once

#include <optional>

#include "quflux/exceptional/two_by_two.h"
#include "quflux/method/pair/pair_equation.h"
#include "quflux/method/pair/two_level_pair.h"

namespace quflux::inline pair {

/// The exceptional point of the amplitude matrix X(Omega) of a pair, with Re Omega >= 0 and
/// Im Omega >= 0; its mirror images are exceptional points too. Real in the local equation on
/// resonance; off the real axis in the partial secular equation, where Re Omega is the place of its
/// shadow at real couplings and Im Omega measures how blurred the transition is.
/// None in the global equation, whose X commutes with h and never loses an eigenvector.
/// The coupling of `pair` itself is not used.
/// Throws Error when none is found.
std::optional<Coalescence> exceptional_coupling(TwoLevelPair pair, PairEquation equation);

/// The real coupling and detuning omega1 - omega2 (at fixed omega1) where X has an exceptional
/// point.
struct ExceptionalDetuning {
  double coupling;
  double detuning;
};

/// The exceptional point in the plane of real coupling and detuning next to resonance, for the
/// local and the partial secular equation; none in the global equation. Throws Error as
/// exceptional_coupling().
std::optional<ExceptionalDetuning> exceptional_detuning(TwoLevelPair pair, PairEquation equation);

}  // namespace quflux::inline pair
