#include "quflux/numerics/gmres.h"

#include <algorithm>
#include <vector>

#include <Eigen/Jacobi>

#include "quflux/core/double_double.h"
#include "quflux/core/stop.h"
#include "quflux/numerics/lapack.h"

namespace quflux::inline numerics {

using Eigen::Index;

namespace {

constexpr double kKept = 0.7;  // 1/sqrt(2), of Kahan and Parlett

}  // namespace

GmresCycle gmres_cycle(const std::function<void(const RealVector&, RealVector&)>& apply,
                       const RealVector& b, int most, double tolerance) {
  const double size = b.norm();
  GmresCycle result{RealVector::Zero(b.size()), 0, 0, 1};
  if (size == 0 || most == 0) return result;
  // A V_k = V_{k+1} H_k, and H_k = Q R with a Givens rotation a column.
  std::vector<RealVector> v{b / size};
  RealMatrix h = RealMatrix::Zero(most + 1, most);
  RealMatrix r = RealMatrix::Zero(most + 1, most);
  std::vector<Eigen::JacobiRotation<double>> rotations;
  RealVector projected = RealVector::Zero(most + 1);
  projected(0) = size;
  RealVector next;
  Index k = 0;
  while (k < most) {
    throw_if_stopped();
    apply(v.back(), next);
    const double before = next.norm();
    // Twice is enough, and once where little was taken out: rounding grows as norms shrink.
    double left = before;
    for (int pass = 0; pass < 2; ++pass) {
      const double of = left;
      for (Index i = 0; i <= k; ++i) {
        const double part = v[static_cast<std::size_t>(i)].dot(next);
        h(i, k) += part;
        next -= part * v[static_cast<std::size_t>(i)];
      }
      left = next.norm();
      if (left > kKept * of) break;
    }
    h(k + 1, k) = left;
    r.col(k) = h.col(k);
    for (Index i = 0; i < k; ++i) {
      r.col(k).applyOnTheLeft(i, i + 1, rotations[static_cast<std::size_t>(i)].adjoint());
    }
    Eigen::JacobiRotation<double> rotation;
    rotation.makeGivens(r(k, k), r(k + 1, k));
    r.col(k).applyOnTheLeft(k, k + 1, rotation.adjoint());
    projected.applyOnTheLeft(k, k + 1, rotation.adjoint());
    rotations.push_back(rotation);
    ++k;
    const bool exhausted = h(k, k - 1) <= kEpsilon<double> * before;
    if (std::abs(projected(k)) <= tolerance * size || exhausted) break;
    if (k < most) v.push_back(next / h(k, k - 1));
  }
  const auto upper = r.topLeftCorner(k, k).triangularView<Eigen::Upper>();
  const RealVector y = upper.solve(projected.head(k));
  for (Index i = 0; i < k; ++i) result.correction += y(i) * v[static_cast<std::size_t>(i)];
  result.iterations = static_cast<int>(k);
  result.residual = std::abs(projected(k)) / size;
  const RealMatrix square = r.topLeftCorner(k, k);
  result.smallest_singular = singular_values(square).values(0);
  return result;
}

}  // namespace quflux::inline numerics
