#pragma once

#include <array>
#include <span>
#include <string>
#include <vector>

#include "quflux/method/pair/pair_batch.h"
#include "quflux/method/pair/pair_equation.h"

/// The stationary flows of many pairs of two-level systems at once: the numbers of stationary(), by
/// the vector instructions of the machine (chosen at run time), without allocation and without a
/// branch per point.
///
/// A point that is not allowed (see validate(const TwoLevelPair&)) or whose stationary state is not
/// unique gives NaN; stationary() tells the reason. Flows agree with stationary() to 1e-11
/// of their size, except where both temperatures are zero or far below the energies and the flow
/// is below 1e-300, and in partial secular beside splittings s below 1e-4 of the energies E, where
/// roundings of 1e-15 E/s are left in both.
///
/// All functions throw Error when a column or a result has another length than the batch, and for
/// Redfield's equation, which does not close on the 2 x 2 matrix.
namespace quflux::inline pair {

/// Writes J_1, the flow from reservoir 1 into the pair; J_2 = -J_1. Returns whether every point has
/// an answer.
bool pair_flows(const PairBatch& batch, PairEquation equation, std::span<double> flow1);

/// Where the flows of all equations go, in the order of kPairEquations.
using FlowsOfAll = std::array<std::span<double>, kPairEquations.size()>;

/// Writes J_1 of all equations, with what they have in common computed once: the same numbers as
/// one by one.
void pair_flows(const PairBatch& batch, const FlowsOfAll& flows);

/// Where the parts of stationary states go.
struct PairStates {
  std::span<double> flow1;
  std::span<double> occupation1;
  std::span<double> occupation2;
  std::span<double> coherence_re;  ///< of <s_1^+ s_2>
  std::span<double> coherence_im;
};

/// Writes the stationary states, NaN but for their flow where fewer than 6 digits of them are
/// right: in partial secular, where a mode hardly relaxes. Returns whether every point has one.
bool pair_states(const PairBatch& batch, PairEquation equation, const PairStates& states);

/// Writes J_1 for every combination of a row, which gives the two coefficients, and a point of the
/// batch, which gives everything else (its own coefficients are not used); rows vary slowest.
/// Everything that does not depend on the coefficients is computed once.
void pair_flow_grid(const PairBatch& batch, PairEquation equation,
                    std::span<const double> coefficient1, std::span<const double> coefficient2,
                    std::span<double> flow1);

/// The instruction sets this machine can run the kernel with, best first.
const std::vector<std::string>& instruction_sets();

/// Lets the kernel use only the named instruction set, for comparisons; an empty name gives the
/// choice back. Holds for the whole program. Throws Error for a set that is not in
/// instruction_sets().
void use_instruction_set(const std::string& name);

}  // namespace quflux::inline pair
