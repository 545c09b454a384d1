#include "quflux/method/network/exact_counting.h"

#include <cmath>
#include <limits>

#include "quflux/core/constants.h"
#include "quflux/method/network/exact.h"
#include "quflux/numerics/lapack.h"

namespace quflux::inline network {

namespace {

using Eigen::Index;

// Calls f(j, l, m, s_mj^* s_ml): the products that leave no difference of large numbers, since the
// scattering matrix is unitary.
template <class F>
void for_each_path(const Matrix& scattering, const F& f) {
  for (Index j = 0; j < scattering.rows(); ++j) {
    for (Index m = 0; m < scattering.rows(); ++m) {
      if (m == j) continue;
      for (Index l = 0; l < scattering.rows(); ++l) {
        f(j, l, m, std::conj(scattering(m, j)) * scattering(m, l));
      }
    }
  }
}

// The Taylor coefficient of -n (M - 1) by x at s = x c.
Matrix scattering_term(const Scattering& at, const RealVector& c, int k) {
  const Index n = at.quanta.size();
  Matrix term = Matrix::Zero(n, n);
  const double scale = std::pow(at.frequency, k) / std::tgamma(k + 1);
  for_each_path(at.matrix, [&](Index j, Index l, Index m, const Complex& path) {
    term(j, l) -= at.quanta(j) * scale * std::pow(c(j) - c(m), k) * path;
  });
  return term;
}

// Derivatives of -ln det A(x) at x = 0, where A(0) = 1: with Z = A^-1,
//   (ln det A)' = Tr Z A',   Z_n = -sum_{k=1}^n A_k Z_{n-k}.
RealVector cumulants_at(const Scattering& at, const RealVector& c, int order) {
  const Index size = at.quanta.size();
  std::vector<Matrix> a{Matrix::Identity(size, size)};
  std::vector<Matrix> z = a;
  RealVector result = RealVector::Zero(order);
  for (int n = 1; n <= order; ++n) {
    a.push_back(scattering_term(at, c, n));
    Complex slope = 0;  // the coefficient of x^(n-1)
    Matrix next = Matrix::Zero(size, size);
    for (int k = 1; k <= n; ++k) {
      const Matrix& a_k = a[static_cast<std::size_t>(k)];
      const Matrix& rest = z[static_cast<std::size_t>(n - k)];
      slope += static_cast<double>(k) * (rest * a_k).trace();
      next -= a_k * rest;
    }
    z.push_back(std::move(next));
    result(n - 1) = -slope.real() * std::tgamma(n);
  }
  return result;
}

// d^2/ds_j ds_k of the same at s = 0.
RealMatrix noise_at(const Scattering& at) {
  const Index n = at.quanta.size();
  const double w = at.frequency;
  const auto first = [&](Index bath) { return scattering_term(at, RealVector::Unit(n, bath), 1); };
  RealMatrix noise = RealMatrix::Zero(n, n);
  for (Index j = 0; j < n; ++j) {
    for (Index m = 0; m < n; ++m) {
      if (m == j) continue;
      // -Tr d^2 A/ds ds, of e^{w (s_j - s_m)} n_j |s_mj|^2.
      const double part = w * w * at.quanta(j) * std::norm(at.matrix(m, j));
      noise(j, j) += part;
      noise(m, m) += part;
      noise(j, m) -= part;
      noise(m, j) -= part;
    }
    const Matrix of_j = first(j);
    for (Index k = 0; k < n; ++k) noise(j, k) += (of_j * first(k)).trace().real();
  }
  return noise;
}

// -ln det A(s), NaN where a zero of it has been passed, and the size of what it is made of: it may
// vanish at all frequencies.
RealVector logarithm_at(const Scattering& at, const RealVector& s) {
  const Index n = at.quanta.size();
  Matrix b = Matrix::Zero(n, n);  // A - 1
  for_each_path(at.matrix, [&](Index j, Index l, Index m, const Complex& path) {
    b(j, l) -= at.quanta(j) * std::expm1(at.frequency * (s(j) - s(m))) * path;
  });
  if (!b.allFinite()) return RealVector{{kNaN, 0}};
  const double size = b.cwiseAbs().sum();
  double sum = 0;
  for (const Complex& x : eigenvalues(std::move(b))) {
    const double real = x.real();
    const double squares = 2 * real + std::norm(x);  // |1 + x|^2 - 1
    if (x.imag() == 0 && !(real > -1)) return RealVector{{kNaN, 0}};
    sum += std::log1p(squares) / 2;
  }
  return RealVector{{-sum, size}};
}

}  // namespace

FlowStatistics exact_statistics(const Network& network, const EquationOptions& options) {
  return {.cumulants =
              [network, options](const RealVector& c, int order) {
                return integrate_scattering(network, options, [&](const Scattering& at) {
                  return cumulants_at(at, c, order);
                });
              },
          .noise =
              [network, options] {
                const auto n = static_cast<Index>(network.baths.size());
                const RealVector noise = integrate_scattering(
                    network, options,
                    [](const Scattering& at) -> RealVector { return noise_at(at).reshaped(); });
                return RealMatrix(noise.reshaped(n, n));
              },
          .noise_spectrum = {},
          .generating_function =
              [network, options](const RealVector& s) {
                bool exists = true;
                const double lambda =
                    integrate_scattering(network, options, [&](const Scattering& at) -> RealVector {
                      RealVector value = logarithm_at(at, s);
                      exists = exists && value.allFinite();
                      return exists ? value : RealVector::Zero(2);
                    })(0);
                return exists ? lambda : std::numeric_limits<double>::quiet_NaN();
              },
          .ends = true};
}

}  // namespace quflux::inline network
