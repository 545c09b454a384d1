#pragma once

#include <span>
#include <string>
#include <vector>

#include "quflux/generator/generator.h"
#include "quflux/solve/by_size.h"
#include "quflux/solve/regular_solver.h"
#include "quflux/solve/stability.h"

namespace quflux::inline solve {

/// The stationary density matrix of a generator: L[rho] = 0, Tr rho = 1, in the basis of the model.
/// Positive where the generator is completely positive. Throws Error when the stationary state is
/// not unique, and when there is none: where populations grow, as strong damping allows in
/// equations that are not completely positive.
Matrix steady_state(const Generator& generator);

/// Stationary states of one generator after another, in the same memory.
class SteadyStateSolver {
 public:
  /// The stationary density matrix in the energy basis. Valid until the next call. Throws Error as
  /// steady_state().
  const Matrix& solve(const Generator& generator);

  /// What is to be known about the last state of an equation that is not completely positive: that
  /// it has an eigenvalue below zero, or that coherences grow, which the populations do not depend
  /// on. Empty: nothing.
  std::string warning();

 private:
  using Indices = std::vector<Eigen::Index>;

  void find_sectors();
  std::span<const Eigen::Index> sector(std::size_t s) const {
    return std::span(members_).subspan(static_cast<std::size_t>(begins_[s]),
                                       static_cast<std::size_t>(begins_[s + 1] - begins_[s]));
  }
  bool adjoint_is_done(std::size_t s) const;
  void check_stability(const Generator& generator);
  bool solve_sector(std::span<const Eigen::Index> sector, double rate);
  template <class Scalar>
  bool solve_system(RegularSolver<Scalar>& solver, std::span<const Eigen::Index> sector,
                    double rate);

  Matrix superoperator_;
  Matrix state_;
  Matrix hermitian_;
  double rounding_ = 0;  // of the state, absolute
  bool completely_positive_ = true;
  bool coherences_grow_ = false;
  StabilityCheck stability_;
  Eigen::LLT<Matrix> cholesky_;
  // Matrix elements rho_ab that the generator connects.
  Indices roots_;
  Indices members_;  // of the sectors, one behind the other
  Indices begins_;   // of the sectors in members_, and the end

  struct SectorSystem {
    explicit SectorSystem(Eigen::Index size);

    Matrix generator;
    Vector state;
  };

  BySize<SectorSystem> systems_;
  BySize<RegularSolver<double>> real_solvers_;  // of sectors that are adjoint to themselves
  BySize<RegularSolver<Complex>> complex_solvers_;
  Indices adjoints_;
};

/// Smallest eigenvalue of a density matrix: below zero where an equation that is not completely
/// positive fails.
double min_eigenvalue(const Matrix& rho);

/// Tr rho^2.
double purity(const Matrix& rho);

}  // namespace quflux::inline solve
