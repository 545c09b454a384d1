#pragma once

#include <vector>

#include <Eigen/LU>

#include "quflux/method/hierarchy/conjugate_operators.h"
#include "quflux/method/hierarchy/coupling.h"
#include "quflux/method/hierarchy/own_evolution.h"

namespace quflux::inline hierarchy {

/// A hierarchy's M + e tr with its preconditioner, on the numbers of ConjugateOperators:
///
///   (D + U)^-1 (M + e tr) (D + L)^-1 D,
///
/// where U and L lead to the tiers above and below, and D is what an operator does to itself, see
/// OwnEvolution, but in tier 0, where it is the equation that tier 1 leaves when it is eliminated.
/// Each application goes over the tiers once up and once down, and M itself is never applied
/// (Eisenstat's trick). e: the state without information. With a shift z > 0 it is M - z in the
/// place of M + e tr.
class SweptHierarchy {
 public:
  /// Of which states: a stationary density matrix has no elements between different parities, and
  /// none are followed then.
  enum class Of { stationary, any };

  /// Refers to the hierarchy. Throws NotUnique where tier 1's equation has more than one stationary
  /// state.
  explicit SweptHierarchy(const Hierarchy& hierarchy, Of of, double shift = 0);

  /// (D + U)^-1 e.
  RealVector source();
  /// (D + U)^-1 b of a b that is as x is, in packed numbers.
  RealVector source(const RealVector& b);
  /// The numbers of x, see state().
  RealVector packed_state(const RealVector& v);
  void apply(const RealVector& v, RealVector& result);
  /// x = (D + L)^-1 D v.
  const Vector& state(const RealVector& v);

 private:
  void find_state(const RealVector& v);
  void sweep_down();
  void solve_tier_0(Vector& y) const;
  template <class Work>
  void for_each_found(std::size_t tier, const Work& work) const;

  const Hierarchy& hierarchy_;
  ConjugateOperators packing_;
  Coupling coupling_;
  OwnEvolution own_;
  Matrix dissipator_;                         // of tier 1's equation
  Eigen::PartialPivLU<Matrix> second_order_;  // that equation, with e tr
  std::vector<Complex> damping_;              // -sum_k n_k nu_k by operator
  Vector x_;
  Vector y_;
};

}  // namespace quflux::inline hierarchy
