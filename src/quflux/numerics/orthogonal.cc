#include "quflux/numerics/orthogonal.h"

namespace quflux::inline numerics {

namespace {

template <class Numbers>
Numbers take_out_of(const std::vector<Numbers>& basis, Numbers& x) {
  constexpr double kKept = 0.7;  // 1/sqrt(2), of Kahan and Parlett
  Numbers parts = Numbers::Zero(static_cast<Eigen::Index>(basis.size()));
  // Twice is enough, and once where little was taken out: rounding grows as norms shrink.
  double left = x.norm();
  for (int pass = 0; pass < 2; ++pass) {
    const double of = left;
    for (Eigen::Index i = 0; i < parts.size(); ++i) {
      const Numbers& along = basis[static_cast<std::size_t>(i)];
      const typename Numbers::Scalar part = along.dot(x);
      parts(i) += part;
      x -= part * along;
    }
    left = x.norm();
    if (left > kKept * of) break;
  }
  return parts;
}

}  // namespace

RealVector take_out(const std::vector<RealVector>& basis, RealVector& x) {
  return take_out_of(basis, x);
}

Vector take_out(const std::vector<Vector>& basis, Vector& x) { return take_out_of(basis, x); }

}  // namespace quflux::inline numerics
