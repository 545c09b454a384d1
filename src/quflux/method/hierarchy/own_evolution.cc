#include "quflux/method/hierarchy/own_evolution.h"

#include <utility>

#include "quflux/numerics/lapack.h"

namespace quflux::inline hierarchy {

using Eigen::Index;

namespace {

// Column by column what becomes of |c><e|.
Matrix superoperator(const Hierarchy& hierarchy) {
  const Index d = hierarchy.dimension();
  Matrix result(d * d, d * d);
  Matrix sigma(d, d);
  for (Index e = 0; e < d; ++e) {
    for (Index c = 0; c < d; ++c) {
      sigma.setZero();
      sigma(c, e) = 1;
      result.col(c + e * d) = jumps(hierarchy, sigma).reshaped();
    }
  }
  result.diagonal() += turning(hierarchy);
  return result;
}

}  // namespace

OwnEvolution::OwnEvolution(const Hierarchy& hierarchy) : diagonal_(turning(hierarchy)) {
  if (hierarchy.jumps.empty()) return;
  const Matrix all = superoperator(hierarchy);
  diagonal_ = all.diagonal();
  Schur form = schur(all);
  triangular_ = std::move(form.t);
  unitary_ = std::move(form.u);
}

Matrix OwnEvolution::matrix() const {
  if (unitary_.size() == 0) return diagonal_.asDiagonal();
  return unitary_ * triangular_.triangularView<Eigen::Upper>() * unitary_.adjoint();
}

void OwnEvolution::solve(Complex z, Eigen::Ref<Vector> y) const {
  if (unitary_.size() == 0) {
    y.array() /= diagonal_.array() + z;
    return;
  }
  Vector in_schur_basis = unitary_.adjoint() * y;
  for (Index i = in_schur_basis.size() - 1; i >= 0; --i) {
    in_schur_basis(i) /= triangular_(i, i) + z;
    in_schur_basis.head(i) -= in_schur_basis(i) * triangular_.col(i).head(i);
  }
  y.noalias() = unitary_ * in_schur_basis;
}

}  // namespace quflux::inline hierarchy
