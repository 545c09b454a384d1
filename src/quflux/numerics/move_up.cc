#include "quflux/numerics/move_up.h"

#include <Eigen/Jacobi>

namespace quflux::inline numerics {

void move_up(Matrix& t, Eigen::Index from, Eigen::Index to, Matrix* u) {
  for (Eigen::Index i = from - 1; i >= to; --i) {
    // The first column of the rotation is the eigenvector of the second of two neighbours.
    Eigen::JacobiRotation<Complex> rotation;
    rotation.makeGivens(t(i, i + 1), t(i + 1, i + 1) - t(i, i));
    t.applyOnTheLeft(i, i + 1, rotation.adjoint());
    t.applyOnTheRight(i, i + 1, rotation);
    t(i + 1, i) = 0;
    if (u != nullptr) u->applyOnTheRight(i, i + 1, rotation);
  }
}

}  // namespace quflux::inline numerics
