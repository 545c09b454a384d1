#include "quflux/solve/steady_state.h"

#include <algorithm>

#include <Eigen/Eigenvalues>
#include <Eigen/LU>

#include "quflux/core/error.h"

namespace quflux {

namespace {

// A second stationary state makes the scaled system singular to rounding; the slowest ratio of
// rates that double precision can still tell from none is about this.
constexpr double kSingular = 1e-14;

// Rows whose entries are below this fraction of the largest rate are rounding, not rates, and are
// not scaled up.
constexpr double kNoise = 1e-13;

double largest_rate(const Generator& generator) {
  double rate = 0;
  for (const Dissipator& dissipator : generator.dissipators) {
    for (const DissipatorTerm& term : dissipator.terms) {
      rate = std::max(rate, term.a.cwiseAbs().maxCoeff() * term.b.cwiseAbs().maxCoeff());
    }
  }
  return rate;
}

}  // namespace

Matrix steady_state(const Generator& generator) {
  const Eigen::Index d = generator.energies.size();
  const double rate = largest_rate(generator);
  if (d == 1) {
    return Matrix::Identity(1, 1);
  }
  if (rate == 0) {
    throw Error("the stationary state is not unique: no bath acts on the system");
  }

  // The equation for the ground-state population follows from the others; the trace takes its
  // place.
  Matrix system = superoperator(generator);
  Vector source = Vector::Zero(d * d);
  system.row(0).setZero();
  for (Eigen::Index a = 0; a < d; ++a) {
    system(0, a * d + a) = 1;
  }
  source(0) = 1;
  // In the energy basis the rows of populations hold rates only, those of coherences energies too.
  // Scaling row by row keeps small populations as accurate as large ones.
  for (Eigen::Index row = 1; row < d * d; ++row) {
    system.row(row) /= std::max(system.row(row).cwiseAbs().maxCoeff(), kNoise * rate);
  }

  const Eigen::PartialPivLU<Matrix> lu(system);
  // Eigen's estimate of the condition is meaningless when a pivot is exactly zero.
  const double smallest_pivot = lu.matrixLU().diagonal().cwiseAbs().minCoeff();
  const double condition = smallest_pivot > 0 ? lu.rcond() : 0;
  if (!(condition > kSingular)) {
    throw Error(
        fmt::format("the stationary state is not unique (reciprocal condition number {:.1e}): some "
                    "part of the system is not connected to any bath",
                    condition));
  }
  Vector x = lu.solve(source);
  x += lu.solve(source - system * x);

  const Matrix rho = x.reshaped(d, d);
  const Matrix hermitian = (rho + rho.adjoint()) / 2;
  return from_energy_basis(generator, hermitian / hermitian.trace().real());
}

double min_eigenvalue(const Matrix& rho) {
  return Eigen::SelfAdjointEigenSolver<Matrix>(rho, Eigen::EigenvaluesOnly).eigenvalues()(0);
}

double purity(const Matrix& rho) { return rho.squaredNorm(); }

}  // namespace quflux
