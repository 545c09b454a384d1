#pragma once

#include "quflux/method/hierarchy/hierarchy.h"

namespace quflux::inline hierarchy {

/// What an auxiliary operator does by itself in Eq. (62), but for its damping:
///
///   L_S sigma = -i [H, sigma] + sum_c (L_c sigma L_c^+ - {L_c^+ L_c, sigma}/2),
///
/// L_c with the rate of its channel inside. Without channels it is diagonal in the energy basis,
/// with them it is kept in its Schur form.
class OwnEvolution {
 public:
  explicit OwnEvolution(const Hierarchy& hierarchy);

  /// L_S of the elements of sigma, its columns on each other.
  Matrix matrix() const;
  /// Its diagonal elements, whose real parts are never positive.
  const Vector& diagonal() const { return diagonal_; }
  /// y = (L_S + z)^-1 y.
  void solve(Complex z, Eigen::Ref<Vector> y) const;

 private:
  Vector diagonal_;
  // L_S = unitary triangular unitary^+; empty without channels.
  Matrix triangular_;
  Matrix unitary_;
};

}  // namespace quflux::inline hierarchy
