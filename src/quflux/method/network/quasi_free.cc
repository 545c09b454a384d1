#include "quflux/method/network/quasi_free.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "quflux/core/rounded.h"
#include "quflux/method/network/damping.h"
#include "quflux/numerics/lapack.h"

namespace quflux::inline network {

namespace {

using Eigen::Index;

Matrix moments_product(const Matrix& a, const Matrix& b) {
  return numerics::product(a, Form::plain, b, Form::plain);
}
BasicMatrix<DoubleDouble> moments_product(const BasicMatrix<DoubleDouble>& a,
                                          const BasicMatrix<DoubleDouble>& b) {
  return a.lazyProduct(b);
}

template <class Real>
std::complex<Real> trace_of_product(const BasicMatrix<Real>& a, const BasicMatrix<Real>& b) {
  return a.cwiseProduct(b.transpose()).sum();
}

// The n-th Taylor coefficient of what a bath does by c s.
template <class Real>
Jumps<Real> jump_term(const CountedNetwork<Real>& counted, const Jumps<Real>& jumps, double c,
                      int n) {
  Real scale = 1;
  for (int k = 1; k <= n; ++k) scale *= Real(c) / Real(k);
  const auto power = [&](const Real& energy) {
    Real result = scale;
    for (int k = 0; k < n; ++k) result *= energy;
    return result;
  };
  return dressed(counted, jumps, power, power);
}

template <class Real>
void add(const Jumps<Real>& jumps, Jumps<Real>& sum) {
  sum.d += jumps.d;
  sum.u += jumps.u;
  sum.m += jumps.m;
}

}  // namespace

template <class Real>
QuasiFree<Real>::QuasiFree(CountedNetwork<Real> counted)
    : counted_(std::move(counted)), solver_(drift()), moments_(solve_moments()) {}

template <class Real>
RealVector QuasiFree<Real>::cumulants(const RealVector& c, int order) const {
  const Real z = counted_.z;
  std::vector<Jumps<Real>> terms;  // the k-th is that of s^(k+1)
  std::vector<Moments> excesses;
  std::vector<Moments> moments{moments_};
  RealVector lambda(order);
  for (int n = 1; n <= order; ++n) {
    terms.push_back(sum_of_terms(c, n));
    excesses.push_back(excess(terms.back(), counted_.z));
    Real sum = terms.back().u.trace().real();
    const auto at = [](int k) { return static_cast<std::size_t>(k); };
    for (int k = 1; k <= n; ++k) {
      sum += trace_of_product(excesses[at(k - 1)], moments[at(n - k)]).real();
    }
    lambda(n - 1) = to_double(sum) * std::tgamma(n + 1);
    if (n == order) break;
    Moments source = terms.back().u;
    for (int k = 1; k <= n; ++k) {
      const Jumps<Real>& jumps = terms[at(k - 1)];
      const Moments lost = moments_product(jumps.m + z * jumps.u, moments[at(n - k)]);
      source -= lost + lost.adjoint();
      for (int i = 0; i <= n - k; ++i) {
        source -= z * moments_product(moments_product(moments[at(i)], excesses[at(k - 1)]),
                                      moments[at(n - k - i)]);
      }
    }
    moments.push_back(solver_.solve(source));
  }
  return lambda;
}

template <class Real>
RealMatrix QuasiFree<Real>::noise() const {
  const Index count = baths();
  const auto [excesses, disturbances] = first_terms();
  std::vector<Moments> responses;
  for (const Moments& q : disturbances) responses.push_back(solver_.solve(q));
  BasicRealMatrix<Real> noise(count, count);
  for (Index k = 0; k < count; ++k) {
    for (Index j = 0; j < count; ++j) {
      noise(j, k) = trace_of_product(excesses[static_cast<std::size_t>(j)],
                                     responses[static_cast<std::size_t>(k)])
                        .real();
    }
  }
  noise = (noise + noise.transpose()).eval();
  for (Index j = 0; j < count; ++j) noise(j, j) += shot_noise(j);
  return rounded(noise);
}

template <class Real>
std::vector<Matrix> QuasiFree<Real>::noise_spectrum(std::span<const double> frequencies) const {
  const Index count = baths();
  const auto [excesses, disturbances] = first_terms();
  std::vector<Matrix> spectrum;
  for (const double w : frequencies) {
    BasicMatrix<Real> at_w =
        half_side(excesses, disturbances, w) + half_side(excesses, disturbances, -w).transpose();
    for (Index j = 0; j < count; ++j) at_w(j, j) += shot_noise(j);
    spectrum.emplace_back(rounded(at_w));
  }
  return spectrum;
}

template <class Real>
double QuasiFree<Real>::cancellation(const RealMatrix& noise) const {
  double largest = 0;
  for (Index j = 0; j < baths(); ++j) {
    const Jumps<Real> second = term(j, 2);
    const Moments lost = excess(second, counted_.z).cwiseProduct(moments_.transpose());
    double size = 0;
    for (const auto& x : second.u.diagonal()) size += magnitude(x);
    for (const auto& x : lost.reshaped()) size += magnitude(x);
    largest = std::max(largest, 2 * size);
  }
  return largest > 0 ? largest / noise.cwiseAbs().maxCoeff() : 0;
}

template <class Real>
Jumps<Real> QuasiFree<Real>::term(Index bath, int n) const {
  return jump_term(counted_, counted_.baths[static_cast<std::size_t>(bath)], 1, n);
}

template <class Real>
Jumps<Real> QuasiFree<Real>::sum_of_terms(const RealVector& c, int n) const {
  Jumps<Real> sum = no_jumps<Real>(counted_.energies.size());
  for (Index j = 0; j < c.size(); ++j) {
    if (c(j) == 0) continue;
    add(jump_term(counted_, counted_.baths[static_cast<std::size_t>(j)], c(j), n), sum);
  }
  return sum;
}

template <class Real>
BasicMatrix<Real> QuasiFree<Real>::drift() const {
  Moments x = std::complex<Real>(Real(0), Real(1)) * counted_.h;
  for (const Jumps<Real>& jumps : counted_.baths) x += jumps.m + Real(counted_.z) * jumps.u;
  return x;
}

template <class Real>
BasicMatrix<Real> QuasiFree<Real>::solve_moments() const {
  require_relaxation(solver_.eigenvalues());
  Moments drive = Moments::Zero(counted_.h.rows(), counted_.h.cols());
  for (const Jumps<Real>& jumps : counted_.baths) drive += jumps.u;
  return solver_.solve(drive);
}

// U' - (M' + z U') C - h.c. - z C E' C.
template <class Real>
BasicMatrix<Real> QuasiFree<Real>::disturbance(const Jumps<Real>& first,
                                               const Moments& excess_of_first) const {
  const Real z = counted_.z;
  const Moments lost = moments_product(first.m + z * first.u, moments_);
  return first.u - lost - lost.adjoint() -
         z * moments_product(moments_product(moments_, excess_of_first), moments_);
}

template <class Real>
QuasiFree<Real>::FirstTerms QuasiFree<Real>::first_terms() const {
  FirstTerms result;
  for (Index j = 0; j < baths(); ++j) {
    const Jumps<Real> first = term(j, 1);
    result.excesses.push_back(excess(first, counted_.z));
    result.disturbances.push_back(disturbance(first, result.excesses.back()));
  }
  return result;
}

template <class Real>
Real QuasiFree<Real>::shot_noise(Index bath) const {
  const Jumps<Real> second = term(bath, 2);
  return Real(2) *
         (second.u.trace().real() + trace_of_product(excess(second, counted_.z), moments_).real());
}

// Tr E'_j C_k with X C_k + C_k X^+ + i w C_k = what disturbs.
template <class Real>
BasicMatrix<Real> QuasiFree<Real>::half_side(const std::vector<Moments>& excesses,
                                             const std::vector<Moments>& disturbances,
                                             double w) const {
  const Index count = baths();
  BasicMatrix<Real> half(count, count);
  for (Index k = 0; k < count; ++k) {
    const Moments response =
        solver_.solve(disturbances[static_cast<std::size_t>(k)], Complex(0, w));
    for (Index j = 0; j < count; ++j) {
      half(j, k) = trace_of_product(excesses[static_cast<std::size_t>(j)], response);
    }
  }
  return half;
}

template class QuasiFree<double>;
template class QuasiFree<DoubleDouble>;

}  // namespace quflux::inline network
