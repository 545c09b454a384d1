#pragma once

#include <functional>
#include <vector>

#include "quflux/core/double_double.h"
#include "quflux/method/network/amplitude_equation.h"
#include "quflux/method/network/network_state.h"
#include "quflux/numerics/sylvester.h"

namespace quflux::inline network {

/// Flows by bath, and what is known about their digits.
struct ToldFlows {
  RealVector flows;
  double digits;  ///< right ones, counted from the largest flow, 13 at most
  /// How many times the largest flow the terms are that it is a sum of; infinite: rounding is all
  /// that was left of flows, which are zeros.
  double cancelled = 0;
};

/// Tells a state the digits of its flows, and what cancels in them.
inline void tell_digits(const ToldFlows& told, NetworkState& state) {
  state.flow_digits = told.digits;
  state.cancelled = told.cancelled;
}

/// J_j = Tr[h (Q_j - K_j C - C K_j^+)] from the deviation D, which in double precision may lose in
/// cancellation what tells flows through a weak link from what the baths exchange with their own
/// sites. Where fewer than 10 digits would be left, D is refined,
///
///   D <- D + dD,   X dD + dD X^+ = sum_j (Q_j - K_j C_0 - C_0 K_j^+) - X D - D X^+,
///
/// with the right side and D in 31 digits. Equations that take too long for that (some N > 200 with
/// a dense X) are told the digits that double precision leaves.
ToldFlows told_flows(const AmplitudeEquation& equation, const Matrix& deviation,
                     double relative_rounding);

/// Flows by bath and the sums of the absolute values of their terms.
struct FlowTerms {
  RealVector flows;
  RealVector sizes;
};

/// Complex products of 31 digits that take a second or two: the most that a refinement step may.
inline constexpr double kMostProducts = 1e7;

/// What rounding of normal modes is relative to the smallest of their splittings. Modes that are
/// equal up to rounding are degenerate, whose rotation changes nothing.
double rounding_of_modes(const RealVector& energies);

/// How strongly baths damp: the largest element of each K_j, and of the energies.
struct DampingScales {
  std::vector<double> rates;
  double energy;
};

/// The same flows with the digits that such a rounding leaves at most: it mixes sites that are far
/// apart in first order, and what cancels in second; and a bath whose rate is beyond the energies
/// reaches the sites of others by it.
ToldFlows limited_by_modes(ToldFlows told, const FlowTerms& terms, double mode_rounding,
                           const DampingScales& scales);

/// What rounding of the state leaves in the flows: its relative error times what cancels.
ToldFlows told_in_double(const FlowTerms& terms, double relative_rounding);

/// Whether they are 10 or more.
bool has_enough_digits(const ToldFlows& told);

/// The same where the rounding of the state, which slow modes that hardly carry anything make
/// large, says nothing about the flows: what the sum of the flows, zero, leaves to believe.
ToldFlows told_by_balance(const FlowTerms& terms);

/// The digits that flows share with those of the same state by other roundings, where they are
/// small differences: no estimate sees all that cancels. Flows that share none are rounding in the
/// place of zero.
ToldFlows shared_digits(ToldFlows told, const RealVector& other);

/// Zeros in the place of flows that do not even nearly add up to zero: rounding of what cancels.
ToldFlows without_rounding(ToldFlows told);

/// Flows after so many calls of `step`, which refines the state and gives them, that they settle.
ToldFlows refined(const RealVector& first, const std::function<FlowTerms()>& step);

}  // namespace quflux::inline network
