#pragma once

#include <memory>
#include <span>
#include <vector>

#include "quflux/equation/generator.h"
#include "quflux/solve/regular_solver.h"

namespace quflux {

/// The stationary density matrix of a generator: L[rho] = 0, Tr rho = 1, in the basis of the model.
/// Global and local equations give a positive rho; partial_secular and redfield need not.
/// Throws Error when the stationary state is not unique.
Matrix steady_state(const Generator& generator);

/// Stationary states of one generator after another, in the same memory.
class SteadyStateSolver {
 public:
  /// The stationary density matrix in the energy basis. Valid until the next call. Throws Error
  /// when it is not unique.
  const Matrix& solve(const Generator& generator);

 private:
  using Indices = std::vector<Eigen::Index>;

  void find_sectors();
  bool solve_sector(std::span<const Eigen::Index> sector, double rate);

  Matrix superoperator_;
  Matrix state_;
  Matrix hermitian_;
  // Matrix elements rho_ab that the generator connects.
  Indices roots_;
  Indices members_;                                      // of the sectors, one behind the other
  Indices begins_;                                       // of the sectors in members_, and the end
  std::vector<std::unique_ptr<RegularSolver>> solvers_;  // by size
};

/// Smallest eigenvalue of a density matrix: below zero where an equation that is not completely
/// positive fails.
double min_eigenvalue(const Matrix& rho);

/// Tr rho^2.
double purity(const Matrix& rho);

}  // namespace quflux
