#include "quflux/method/hierarchy/second_order.h"

namespace quflux::inline hierarchy {

using Eigen::Index;

Matrix second_order_dissipator(const Hierarchy& hierarchy, const Vector& own, double shift) {
  const Index d = hierarchy.dimension();
  const Index block = hierarchy.block();
  Matrix result = Matrix::Zero(block, block);
  if (hierarchy.operators.depth() == 0) return result;
  for (std::size_t j = 0; j < hierarchy.couplings.size(); ++j) {
    const Matrix& s = hierarchy.couplings[j];
    // The half-sided transforms of C and C* at E_b - E_a.
    Matrix left = Matrix::Zero(d, d);
    Matrix right = Matrix::Zero(d, d);
    for (const Mode& mode : hierarchy.modes) {
      if (mode.bath != j) continue;
      for (Index b = 0; b < d; ++b) {
        for (Index a = 0; a < d; ++a) {
          const Complex propagator = 1.0 / (mode.rate + shift - own(a + b * d));
          left(a, b) += mode.amplitude * propagator;
          right(a, b) += mode.conjugate * propagator;
        }
      }
    }
    // Of rho = |c><e|: S rho is a column, rho S a row.
    Matrix y(d, d);
    for (Index e = 0; e < d; ++e) {
      for (Index c = 0; c < d; ++c) {
        y.setZero();
        y.col(e) += left.col(e).cwiseProduct(s.col(c));
        y.row(c) -= right.row(c).cwiseProduct(s.row(e));
        result.col(c + e * d).reshaped(d, d) -= s * y - y * s;
      }
    }
  }
  return result;
}

}  // namespace quflux::inline hierarchy
