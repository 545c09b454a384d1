#pragma once

#include <cstddef>
#include <span>

#include "quflux/bath/correlation.h"
#include "quflux/core/matrix.h"
#include "quflux/method/hierarchy/options.h"
#include "quflux/model/system.h"

namespace quflux::inline hierarchy {

/// The stationary flows of a system, and what it took to know them.
struct ConvergedFlows {
  RealVector flows;              ///< J_j
  double error = 0;              ///< of each of them, estimated
  double size = 0;               ///< that the tolerance is a fraction of
  Matrix state;                  ///< in the basis of the model
  std::size_t depth = 0;         ///< the deepest hierarchy's
  std::size_t exponentials = 0;  ///< the most of a bath
  std::size_t operators = 0;     ///< the most of a hierarchy
  int iterations = 0;            ///< of all
  double residual = 0;           ///< the largest
  bool within_tolerance = false;
};

/// Finds them tier by tier. With J(K, N) the flows of K exponentials a bath and N tiers,
///
///   J = J(K_1, 1) + sum_{N > 1} [J(K_N, N) - J(K_N, N - 1)],
///
/// where each K_N is as large as a number of auxiliary operators allows: what a tier adds becomes
/// small, and needs to be known to fewer digits. The error is what the next tiers would add, as the
/// last ones let expect, and what fewer exponentials change of each term. The number of operators
/// grows until it is within the tolerance, or until memory ends.
/// Throws NoAnswer where the flows do not converge, where hierarchies have solutions that grow, and
/// where not even the smallest fits into memory; NotUnique and Stopped as stationary_state().
ConvergedFlows converged_flows(const System& system, std::span<const CorrelationFunction> baths,
                               const HierarchyOptions& options);

}  // namespace quflux::inline hierarchy
