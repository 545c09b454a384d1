#include "quflux/solve/stability.h"

#include <algorithm>
#include <cmath>

#include "quflux/core/error.h"
#include "quflux/numerics/decompositions.h"
#include "quflux/solve/adjoint_basis.h"

namespace quflux::inline solve {

namespace {

using Eigen::Index;

// Eigenvalues below this fraction of the largest element, times the size, are rounding: what decays
// more slowly is no unique stationary state, see RegularSolver.
constexpr double kEigenvalueRounding = 1e-14;

// Populations below are taken as this: what nothing occupies needs a weight as well.
constexpr double kLeastPopulation = 1e-30;

double growth(const Matrix& generator) {
  const Eigen::ComplexEigenSolver<Matrix> solver(generator, /*computeEigenvectors=*/false);
  if (solver.info() != Eigen::Success) {
    throw NoAnswer("the eigenvalues of the generator did not converge");
  }
  return solver.eigenvalues().real().maxCoeff();
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

void StabilityCheck::fill(const Generator& generator, const Matrix& superoperator,
                          const Matrix& state, Index eliminated, Sector& result) {
  const Index d = state.rows();
  const auto size = static_cast<Index>(kept_.size());
  for (Index i = 0; i < size; ++i) {
    const Index at = kept_[static_cast<std::size_t>(i)];
    const Index a = at % d;
    const Index b = at / d;
    const double p = std::max(state(a, a).real(), kLeastPopulation);
    const double q = std::max(state(b, b).real(), kLeastPopulation);
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
    return complex_(kept_.size()).proves_decay(sector.generator, sector.form);
  }
  Real& real = real_(kept_.size());
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
  Sector& s = sectors_(kept_.size());
  fill(generator, superoperator, state, eliminated, s);
  const bool self_adjoint = find_adjoints(kept_, d, adjoints_);
  s.find_form(s.generator.diagonal().real().cwiseAbs().maxCoeff());
  if (is_certainly_stable(s, self_adjoint)) return true;

  const Matrix unscaled =
      s.weights.asDiagonal() * s.generator * s.weights.cwiseInverse().asDiagonal();
  const double rounding =
      kEigenvalueRounding * static_cast<double>(kept_.size()) * unscaled.cwiseAbs().maxCoeff();
  return growth(unscaled) <= rounding;
}

}  // namespace quflux::inline solve
