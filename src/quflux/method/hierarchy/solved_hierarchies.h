#pragma once

#include <cstddef>
#include <map>
#include <span>
#include <utility>
#include <vector>

#include "quflux/core/matrix.h"
#include "quflux/method/hierarchy/bath_sums.h"
#include "quflux/method/hierarchy/energy_system.h"
#include "quflux/method/hierarchy/hierarchy.h"
#include "quflux/method/hierarchy/one_way_flows.h"
#include "quflux/model/system.h"

namespace quflux::inline hierarchy {

/// What is kept of the stationary state of a hierarchy.
struct SolvedHierarchy {
  RealVector flows;
  Matrix state;  ///< in the basis of the model
};

/// The stationary states of the hierarchies of one system, each solved once.
class SolvedHierarchies {
 public:
  /// Refers to the correlation functions.
  SolvedHierarchies(const System& system, std::span<const CorrelationFunction> baths);

  /// From now on, residuals of GMRES are to be no larger. Forgets what was solved before.
  void set_tolerance(double tolerance);

  const SolvedHierarchy& solve(std::size_t exponentials, std::size_t depth);
  Hierarchy hierarchy(std::size_t exponentials, std::size_t depth);

  /// Those of the baths.
  const std::vector<ExponentialSum>& sums(std::size_t exponentials) {
    return sums_.of(exponentials);
  }
  /// The largest relative error of their C(t) and R(w).
  double error(std::size_t exponentials);
  /// Of the sums of all baths.
  std::size_t modes(std::size_t exponentials) { return sums_.modes(exponentials); }
  /// More exponentials change nothing.
  std::size_t most_exponentials() const { return most_exponentials_; }
  const OneWayFlows& one_way_flows() const { return one_way_flows_; }

  int iterations() const { return iterations_; }
  double residual() const { return residual_; }
  std::size_t most_operators() const { return most_operators_; }

 private:
  EnergySystem system_;
  double tolerance_ = 1e-10;
  BathSums sums_;
  OneWayFlows one_way_flows_;
  std::size_t most_exponentials_ = 0;
  std::map<std::pair<std::size_t, std::size_t>, SolvedHierarchy> solved_;
  std::map<std::size_t, RealVector> starts_;  // by exponentials, of the most tiers so far
  int iterations_ = 0;
  double residual_ = 0;
  std::size_t most_operators_ = 0;
};

}  // namespace quflux::inline hierarchy
