#include "quflux/numerics/gmres.h"

#include <algorithm>
#include <vector>

#include <Eigen/Jacobi>

#include "quflux/core/double_double.h"
#include "quflux/core/stop.h"
#include "quflux/core/watch.h"
#include "quflux/numerics/decompositions.h"
#include "quflux/numerics/lapack.h"
#include "quflux/numerics/orthogonal.h"

namespace quflux::inline numerics {

using Eigen::Index;

namespace {

double smallest_singular(const RealMatrix& square) { return singular_values(square).values(0); }

double smallest_singular(const Matrix& square) {
  return square.jacobiSvd().singularValues().minCoeff();
}

template <class Numbers>
BasicGmresCycle<Numbers> cycle(const std::function<void(const Numbers&, Numbers&)>& apply,
                               const Numbers& b, int most, double tolerance) {
  using Scalar = Numbers::Scalar;
  using Square = Eigen::Matrix<Scalar, Eigen::Dynamic, Eigen::Dynamic>;
  const double size = b.norm();
  BasicGmresCycle<Numbers> result{Numbers::Zero(b.size()), 0, 0, 1};
  if (size == 0 || most == 0) return result;
  // A V_k = V_{k+1} H_k, and H_k = Q R with a Givens rotation a column.
  std::vector<Numbers> v{b / size};
  Square h = Square::Zero(most + 1, most);
  Square r = Square::Zero(most + 1, most);
  std::vector<Eigen::JacobiRotation<Scalar>> rotations;
  Numbers projected = Numbers::Zero(most + 1);
  projected(0) = size;
  Numbers next;
  Index k = 0;
  while (k < most) {
    throw_if_stopped();
    apply(v.back(), next);
    const double before = next.norm();
    h.col(k).head(k + 1) = take_out(v, next);
    h(k + 1, k) = next.norm();
    r.col(k) = h.col(k);
    for (Index i = 0; i < k; ++i) {
      r.col(k).applyOnTheLeft(i, i + 1, rotations[static_cast<std::size_t>(i)].adjoint());
    }
    Eigen::JacobiRotation<Scalar> rotation;
    rotation.makeGivens(r(k, k), r(k + 1, k));
    r.col(k).applyOnTheLeft(k, k + 1, rotation.adjoint());
    projected.applyOnTheLeft(k, k + 1, rotation.adjoint());
    rotations.push_back(rotation);
    ++k;
    tell_step({static_cast<int>(k), std::abs(projected(k)) / size});
    const bool exhausted = std::real(h(k, k - 1)) <= kEpsilon<double> * before;
    if (std::abs(projected(k)) <= tolerance * size || exhausted) break;
    if (k < most) v.push_back(next / h(k, k - 1));
  }
  const auto upper = r.topLeftCorner(k, k).template triangularView<Eigen::Upper>();
  const Numbers y = upper.solve(projected.head(k));
  for (Index i = 0; i < k; ++i) result.correction += y(i) * v[static_cast<std::size_t>(i)];
  result.iterations = static_cast<int>(k);
  result.residual = std::abs(projected(k)) / size;
  const Square square = r.topLeftCorner(k, k);
  result.smallest_singular = smallest_singular(square);
  return result;
}

}  // namespace

int kept_vectors(Eigen::Index size, double numbers) {
  return static_cast<int>(std::clamp(numbers / static_cast<double>(size), 16.0, 80.0));
}

GmresCycle gmres_cycle(const std::function<void(const RealVector&, RealVector&)>& apply,
                       const RealVector& b, int most, double tolerance) {
  return cycle(apply, b, most, tolerance);
}

ComplexGmresCycle gmres_cycle(const std::function<void(const Vector&, Vector&)>& apply,
                              const Vector& b, int most, double tolerance) {
  return cycle(apply, b, most, tolerance);
}

}  // namespace quflux::inline numerics
