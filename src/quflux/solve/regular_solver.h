#pragma once

#include "quflux/core/matrix.h"
#include "quflux/numerics/decompositions.h"

namespace quflux::inline solve {

/// Reciprocal condition numbers of singular matrices. A second stationary state makes the scaled
/// system singular to rounding; the slowest ratio of rates that double precision can still tell
/// from none is about this.
inline constexpr double kSingular = 1e-14;

/// Solves A x = b for one A of a given size after another, in the same memory. Scalar is double or
/// Complex.
template <class Scalar>
class RegularSolver {
 public:
  using Matrix = Eigen::Matrix<Scalar, Eigen::Dynamic, Eigen::Dynamic>;
  using Vector = Eigen::Vector<Scalar, Eigen::Dynamic>;

  explicit RegularSolver(Eigen::Index size);

  Matrix& matrix() { return matrix_; }  ///< A, to be written before solve()
  Vector& source() { return source_; }  ///< b

  /// x, with one step of iterative refinement. Throws Error when A is singular to rounding: its
  /// reciprocal condition number (in the 1-norm) is at most kSingular.
  const Vector& solve();

  /// The x of another b, with the factors of the last A.
  const Vector& solve_again(const Vector& source);

  /// The x of A^+ x = b with the factors of the last A, with one step of refinement.
  const Vector& solve_adjoint(const Vector& source);

  const Vector& solution() const { return solution_; }  ///< the last one

  /// What rounding may leave as relative error of the last solution: epsilon over the reciprocal
  /// condition number.
  double rounding() const { return rounding_; }

 private:
  double reciprocal_condition();
  void apply_inverse(const Vector& b, Vector& x) const;
  void apply_adjoint_inverse(Vector& b, Vector& x) const;

  Matrix matrix_;
  Vector source_;
  Eigen::PartialPivLU<Matrix> lu_;
  Vector solution_;
  Vector correction_;
  Vector residual_;
  Vector adjoint_solution_;
  double rounding_ = 0;
};

extern template class RegularSolver<double>;
extern template class RegularSolver<Complex>;

}  // namespace quflux::inline solve
