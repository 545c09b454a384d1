#include "quflux/solve/regression.h"

#include "quflux/numerics/lapack.h"
#include "quflux/solve/reached.h"

namespace quflux::inline solve {

using Eigen::Index;

Vector one_sided_spectrum(const LinearGenerator& generator, const Vector& functional,
                          const Vector& x, const Vector& stationary,
                          std::span<const double> frequencies) {
  Matrix dense = generator.dense();
  // What has no trace does not see it, and L + i w can be inverted at w = 0, too.
  const double rate = dense.cwiseAbs().maxCoeff();
  dense -= rate * stationary * generator.trace.transpose();
  const std::vector<Index> elements = reached(dense, x);
  const auto [t, u] = schur(dense(elements, elements));
  const Vector source = u.adjoint() * x(elements);
  const Eigen::RowVectorXcd seen = functional(elements).transpose() * u;
  Vector values(static_cast<Index>(frequencies.size()));
  Matrix shifted = t;
  for (Index k = 0; k < values.size(); ++k) {
    shifted.diagonal() =
        t.diagonal().array() + Complex(0, frequencies[static_cast<std::size_t>(k)]);
    values(k) = -(seen * shifted.triangularView<Eigen::Upper>().solve(source)).value();
  }
  return values;
}

}  // namespace quflux::inline solve
