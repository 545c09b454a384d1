#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "quflux/core/partition.h"
#include "quflux/core/precise_matrix.h"
#include "quflux/generator/energy_flows.h"
#include "quflux/generator/generator.h"
#include "quflux/solve/by_size.h"
#include "quflux/solve/iterative_state.h"
#include "quflux/solve/regular_solver.h"
#include "quflux/solve/stability.h"

namespace quflux::inline solve {

/// The stationary density matrix of a generator: L[rho] = 0, Tr rho = 1, in the basis of the model.
/// Positive where the generator is completely positive. Throws NotUnique when the stationary state
/// is not unique, and NoAnswer when there is none: where populations grow, as strong damping allows
/// in equations that are not completely positive.
Matrix steady_state(const Generator& generator);

/// Stationary states of one generator after another, in the same memory.
class SteadyStateSolver {
 public:
  /// The stationary density matrix in the energy basis. Valid until the next call. Throws Error as
  /// steady_state(). Up to kLargestDense dimensions by elimination, above by an IterativeState.
  const Matrix& solve(const Generator& generator);

  static constexpr Eigen::Index kLargestDense = 32;

  /// The same by elimination at any size.
  const Matrix& eliminate(const Generator& generator);

  /// The flows of the last state.
  void find_flows(const Generator& generator, FlowSums<double>& flows) const;

  /// The last one.
  const Matrix& state() const { return state_; }

  /// How many digits the flows of the last state have, which are sums of that size: what rounding
  /// or the last iteration leaves of them in the solution, the eigenvectors and their elements. An
  /// estimate from below.
  double digits(const Generator& generator, const FlowSums<double>& flows) const;

  /// Of the last state: of GMRES, 0 by elimination.
  int iterations() const { return iterative_ ? iterative_->iterations() : 0; }

  /// The largest |element| of L[rho], in the energy basis; of an IterativeState as that has it.
  double residual(const Generator& generator) const;

  /// The flows of the last state from its generator in the other precision, to as many digits as
  /// are returned, at most those of a double. The state is refined by
  ///
  ///   x <- x + A^-1 (b - L x),
  ///
  /// with the factors of A = L in double precision and the residual in the other one.
  double refine(const BasicGenerator<DoubleDouble>& generator, FlowSums<DoubleDouble>& flows);

  /// After eliminate(): the Hermitian matrix Y with
  ///
  ///   Tr(Y L[x]) = Tr(F x) - Tr(F rho) Tr x
  ///
  /// for every x among the matrix elements that populations are connected with, Eq. (78), in the
  /// energy basis: the change of Tr(F rho) with L is -Tr(Y dL[rho]).
  Matrix adjoint(const Matrix& functional);

  /// After solve() has thrown NotUnique: the same from the generator in the other precision, in
  /// which slower rates still count, where can_solve_precisely(). None: there is more than one
  /// state.
  bool can_solve_precisely() const;
  std::optional<double> solve_precisely(const BasicGenerator<DoubleDouble>& generator,
                                        FlowSums<DoubleDouble>& flows);

  /// The x of L x = b with Tr x = 0, for a Hermitian b of trace zero with no more coherences than
  /// the last state may have: with the factors that found it, refined once. All in the energy
  /// basis.
  Matrix response(const Generator& generator, const Matrix& b);

  /// The state that refine() has found, and its response in the same precision.
  const BasicMatrix<DoubleDouble>& refined_state() const { return refined_; }
  BasicMatrix<DoubleDouble> response(const BasicGenerator<DoubleDouble>& generator,
                                     const BasicMatrix<DoubleDouble>& b);

  /// After solve() has thrown NotUnique: a basis of the Hermitian matrices with populations that
  /// the generator keeps, in the energy basis, which are not all states. Empty: it takes too long.
  std::vector<Matrix> stationary_space();

  /// What is to be known about the last state of an equation that is not completely positive: that
  /// it has an eigenvalue below zero, or that coherences grow, which the populations do not depend
  /// on. Empty: nothing.
  std::string warning();

  /// What was too large to be checked of the last state, in words. Empty: nothing.
  std::string unchecked() const;

 private:
  using Indices = std::vector<Eigen::Index>;

  static constexpr Eigen::Index kLargestNullSpace = 2048;

  void find_sectors();
  std::span<const Eigen::Index> sector(std::size_t s) const {
    return std::span(members_).subspan(static_cast<std::size_t>(begins_[s]),
                                       static_cast<std::size_t>(begins_[s + 1] - begins_[s]));
  }
  bool holds_populations(std::span<const Eigen::Index> sector) const;
  bool adjoint_is_done(std::size_t s) const;
  void check_stability(const Generator& generator);
  bool is_positive(double tolerance);
  void solve_sector(std::span<const Eigen::Index> sector, double rate);
  template <class Real>
  double mixing_rounding(const FlowSums<Real>& flows) const;
  double correct(const BasicGenerator<DoubleDouble>& generator);
  Matrix populated_solution(const Matrix& b, double trace);
  template <class Scalar>
  void solve_system(RegularSolver<Scalar>& solver, std::span<const Eigen::Index> sector,
                    double rate);

  std::optional<IterativeState> iterative_;  // of the last state, if so found
  Matrix superoperator_;
  Matrix state_;
  Matrix hermitian_;
  double rounding_ = 0;  // of the state, absolute
  bool completely_positive_ = true;
  bool coherences_grow_ = false;
  StabilityCheck stability_;
  Eigen::LLT<Matrix> cholesky_;
  // Matrix elements rho_ab that the generator connects.
  Partition partition_;
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
  // The sector with the populations, which is solved last, its rows and the one that holds the
  // trace.
  std::span<const Eigen::Index> populated_;
  bool coherences_decay_ = false;  // those of all other sectors
  RealVector scales_;
  RealVector residual_;
  Eigen::Index trace_row_ = 0;
  PreciseMatrix refined_;
  PreciseMatrix derivative_;
};

/// Smallest eigenvalue of a density matrix: below zero where an equation that is not completely
/// positive fails.
double min_eigenvalue(const Matrix& rho);

/// Tr rho^2.
double purity(const Matrix& rho);

}  // namespace quflux::inline solve
