#include "quflux/solve/stability.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include <Eigen/Eigenvalues>

#include "quflux/core/error.h"

namespace quflux {

namespace {

using Eigen::Index;

// Eigenvalues below this fraction of the largest element, times the size, are rounding: what decays
// more slowly is no unique stationary state, see RegularSolver.
constexpr double kRounding = 1e-14;

// Populations below are taken as this: what nothing occupies needs a weight as well.
constexpr double kLeast = 1e-30;

// What belongs to a size, made when it is needed first.
template <class T>
T& of_size(std::vector<std::unique_ptr<T>>& all, std::size_t size) {
  if (all.size() <= size) all.resize(size + 1);
  if (!all[size]) all[size] = std::make_unique<T>(static_cast<Index>(size));
  return *all[size];
}

double growth(const Matrix& generator) {
  const Eigen::ComplexEigenSolver<Matrix> solver(generator, /*computeEigenvectors=*/false);
  if (solver.info() != Eigen::Success) {
    throw Error("the eigenvalues of the generator did not converge");
  }
  return solver.eigenvalues().real().maxCoeff();
}

// U^+ m U with the unitary U that gives sqrt(2) Re rho_ab in the place of rho_ab and sqrt(2) Im
// rho_ab in that of rho_ba: real, since m maps adjoint matrices to adjoint ones.
void find_real(const Matrix& m, const std::vector<Index>& adjoints, RealMatrix& result) {
  const auto adjoint = [&](Index i) { return adjoints[static_cast<std::size_t>(i)]; };
  for (Index j = 0; j < m.cols(); ++j) {
    const Index l = adjoint(j);
    if (j > l) continue;
    for (Index i = 0; i < m.rows(); ++i) {
      const Index k = adjoint(i);
      if (i > k) continue;
      if (i == k || j == l) {
        const Complex element = (i == k && j == l ? 1 : std::numbers::sqrt2) * m(i, j);
        result(i, j) = element.real();
        if (i != k) result(k, j) = element.imag();
        if (j != l) result(i, l) = -element.imag();
      } else {
        const Complex sum = m(i, j) + m(i, l);
        const Complex difference = m(i, j) - m(i, l);
        result(i, j) = sum.real();
        result(k, j) = sum.imag();
        result(i, l) = -difference.imag();
        result(k, l) = difference.real();
      }
    }
  }
}

}  // namespace

StabilityCheck::Sector::Sector(Index size)
    : generator(size, size),
      frequencies(size),
      populations(size),
      weights(size),
      dissipated(size),
      form(size, size) {}

void StabilityCheck::Sector::find_form(double rate) {
  const RealVector& u = populations;
  dissipated.noalias() = generator * u;  // u has no elements of other frequencies than zero
  for (Index j = 0; j < generator.cols(); ++j) {
    form(j, j) = 1 - u(j) * u(j);
    for (Index i = j + 1; i < generator.rows(); ++i) {
      const double splitting = frequencies(i) - frequencies(j);
      const Complex b = generator(i, j) + std::conj(generator(j, i)) - dissipated(i) * u(j) -
                        u(i) * std::conj(dissipated(j));
      const double factor = splitting / (splitting * splitting + rate * rate);
      form(i, j) = Complex(factor * b.imag(), -factor * b.real()) - u(i) * u(j);
      form(j, i) = std::conj(form(i, j));
    }
  }
}

template <class Scalar>
StabilityCheck::Lyapunov<Scalar>::Lyapunov(Index size) : decay(size, size), cholesky(size) {}

template <class Scalar>
bool StabilityCheck::Lyapunov<Scalar>::proves_decay(const M& generator_, const M& form_) {
  if (cholesky.compute(form_).info() != Eigen::Success) return false;
  decay.noalias() = -generator_ * form_;
  for (Index j = 0; j < decay.cols(); ++j) {  // the lower half is all that is read
    for (Index i = j; i < decay.rows(); ++i) decay(i, j) += Eigen::numext::conj(decay(j, i));
  }
  return cholesky.compute(decay).info() == Eigen::Success;
}

StabilityCheck::Real::Real(Index size) : generator(size, size), form(size, size), lyapunov(size) {}

bool StabilityCheck::find_adjoints(Index dimension) {
  adjoints_.clear();
  for (const Index i : kept_) {
    const Index adjoint = i % dimension * dimension + i / dimension;
    const auto at = std::ranges::lower_bound(kept_, adjoint);
    if (at == kept_.end() || *at != adjoint) return false;
    adjoints_.push_back(at - kept_.begin());
  }
  return true;
}

void StabilityCheck::fill(const Generator& generator, const Matrix& superoperator,
                          const Matrix& state, Index eliminated, Sector& result) {
  const Index d = state.rows();
  const auto size = static_cast<Index>(kept_.size());
  for (Index i = 0; i < size; ++i) {
    const Index at = kept_[static_cast<std::size_t>(i)];
    const Index a = at % d;
    const Index b = at / d;
    const double p = std::max(state(a, a).real(), kLeast);
    const double q = std::max(state(b, b).real(), kLeast);
    result.frequencies(i) = generator.energies(a) - generator.energies(b);
    result.weights(i) = std::sqrt(std::sqrt(p * q));
    result.populations(i) = a == b ? result.weights(i) : 0;
  }
  for (Index j = 0; j < size; ++j) {
    const Index from = kept_[static_cast<std::size_t>(j)];
    const bool population = from % (d + 1) == 0;
    for (Index i = 0; i < size; ++i) {
      const Index to = kept_[static_cast<std::size_t>(i)];
      Complex& element = result.generator(i, j);
      element = superoperator(to, from);
      if (population) element -= superoperator(to, eliminated);
      element *= result.weights(j) / result.weights(i);
    }
  }
}

bool StabilityCheck::is_certainly_stable(const Sector& sector, bool self_adjoint) {
  if (!self_adjoint) {
    return of_size(complex_, kept_.size()).proves_decay(sector.generator, sector.form);
  }
  Real& real = of_size(real_, kept_.size());
  find_real(sector.generator, adjoints_, real.generator);
  find_real(sector.form, adjoints_, real.form);
  return real.lyapunov.proves_decay(real.generator, real.form);
}

bool StabilityCheck::is_stable(const Generator& generator, const Matrix& superoperator,
                               const Matrix& state, std::span<const Index> sector) {
  const Index d = state.rows();
  // The trace is conserved: the largest population follows from the others.
  Index eliminated = -1;
  for (const Index i : sector) {
    if (i % (d + 1) != 0) continue;
    if (eliminated < 0 ||
        state(i % d, i % d).real() > state(eliminated % d, eliminated % d).real()) {
      eliminated = i;
    }
  }
  kept_.clear();
  std::ranges::copy_if(sector, std::back_inserter(kept_), [&](Index i) { return i != eliminated; });
  if (kept_.empty()) return true;
  Sector& s = of_size(sectors_, kept_.size());
  fill(generator, superoperator, state, eliminated, s);
  const bool self_adjoint = find_adjoints(d);
  s.find_form(s.generator.diagonal().real().cwiseAbs().maxCoeff());
  if (is_certainly_stable(s, self_adjoint)) return true;

  const Matrix unscaled =
      s.weights.asDiagonal() * s.generator * s.weights.cwiseInverse().asDiagonal();
  const double rounding =
      kRounding * static_cast<double>(kept_.size()) * unscaled.cwiseAbs().maxCoeff();
  return growth(unscaled) <= rounding;
}

}  // namespace quflux
