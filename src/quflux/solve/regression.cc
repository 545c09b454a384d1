#include "quflux/solve/regression.h"

#include "quflux/numerics/lapack.h"
#include "quflux/solve/reached.h"

namespace quflux::inline solve {

using Eigen::Index;

std::vector<Matrix> one_sided_spectra(const LinearGenerator& generator, const Matrix& functionals,
                                      const Matrix& xs, const Vector& stationary,
                                      std::span<const double> frequencies) {
  Matrix dense = generator.dense();
  // What has no trace does not see it, and L + i w can be inverted at w = 0, too.
  const double rate = dense.cwiseAbs().maxCoeff();
  dense -= rate * stationary * generator.trace.transpose();
  const Vector any = xs.cwiseAbs().rowwise().sum().cast<Complex>();
  const std::vector<Index> elements = reached(dense, any);
  const auto [t, u] = schur(dense(elements, elements));
  const Matrix sources = u.adjoint() * xs(elements, Eigen::all);
  const Matrix seen = functionals(Eigen::all, elements) * u;
  std::vector<Matrix> values;
  Matrix shifted = t;
  for (const double w : frequencies) {
    shifted.diagonal() = t.diagonal().array() + Complex(0, w);
    values.emplace_back(-(seen * shifted.triangularView<Eigen::Upper>().solve(sources)));
  }
  return values;
}

Vector one_sided_spectrum(const LinearGenerator& generator, const Vector& functional,
                          const Vector& x, const Vector& stationary,
                          std::span<const double> frequencies) {
  const std::vector<Matrix> values =
      one_sided_spectra(generator, functional.transpose(), x, stationary, frequencies);
  Vector spectrum(static_cast<Index>(values.size()));
  for (Index k = 0; k < spectrum.size(); ++k) {
    spectrum(k) = values[static_cast<std::size_t>(k)](0, 0);
  }
  return spectrum;
}

}  // namespace quflux::inline solve
