// Whether states of an equation are states.

#include <algorithm>
#include <cmath>
#include <vector>

#include <fmt/core.h>

#include "quflux/core/matrix_element.h"
#include "quflux/numerics/decompositions.h"
#include "quflux/numerics/eigenbasis.h"
#include "quflux/numerics/real_parts.h"
#include "quflux/solve/steady_state.h"
#include "quflux/validity/check_rows.h"

namespace quflux::inline validity {

namespace {

using Eigen::Index;

Matrix product(const Matrix& a, const Matrix& b) {
  return product_by_parts(a, Form::plain, b, Form::plain);
}

// exp(A) of a matrix whose norm is at most 1/2: by then terms are below rounding.
Matrix exponential_of_small(const Matrix& a) {
  constexpr int kTerms = 16;
  Matrix sum = Matrix::Identity(a.rows(), a.cols());
  Matrix term = sum;
  for (int k = 1; k <= kTerms; ++k) {
    term = product(term, a) / k;
    sum += term;
  }
  return sum;
}

// Pure states to begin with, a column each as vec(rho) in the energy basis: those of the sites
// without couplings, what each bath measures, and the eigenvectors of A/|A| + B/|B| of each of its
// terms A rho B^+ + h.c. That is the operator which is positive in them; it keeps its eigenvectors,
// so that what is negative shows in these at once.
Matrix pure_states(const System& system, const Generator& generator) {
  std::vector<Vector> states;
  const auto add = [&](const Matrix& vectors) {
    for (Index k = 0; k < vectors.cols(); ++k) {
      const Vector psi = vectors.col(k).normalized();
      states.emplace_back(Matrix(psi * psi.adjoint()).reshaped());
    }
  };
  const auto add_hermitian = [&](const Matrix& op) {
    add(generator.basis.adjoint() * eigenbasis(op).vectors);
  };
  const Index d = generator.energies.size();
  if (system.uncoupled_hamiltonian) add_hermitian(*system.uncoupled_hamiltonian);
  for (const SystemBath& bath : system.baths) add_hermitian(bath.coupling_operator);
  for (const Dissipator& dissipator : generator.dissipators) {
    for (const Dissipator::Term& term : dissipator.terms) {
      const Matrix a = to_matrix(dissipator.a(term), d);
      const Matrix b = to_matrix(dissipator.b(term), d);
      if (a.isZero(0) || b.isZero(0)) continue;
      const Matrix positive = a / a.norm() + b / b.norm();
      add(Eigen::ComplexEigenSolver<Matrix>(positive).eigenvectors());
    }
  }
  Matrix columns(states.empty() ? 0 : states[0].size(), static_cast<Index>(states.size()));
  for (std::size_t k = 0; k < states.size(); ++k) columns.col(static_cast<Index>(k)) = states[k];
  return columns;
}

double smallest_eigenvalue(const Matrix& columns, Index d) {
  double smallest = 1;
  for (Index k = 0; k < columns.cols(); ++k) {
    const Matrix rho = columns.col(k).reshaped(d, d);
    smallest = std::min(smallest, min_eigenvalue((rho + rho.adjoint()) / 2));
  }
  return smallest;
}

std::optional<Measured> positivity(const AuditedPoint& point) {
  std::optional<double> smallest;
  if (point.audited && point.audited->state) {
    smallest = min_eigenvalue(*point.audited->state);
  } else if (const auto& states = point.stationary.answer.states;
             !states.empty() && states[0].allFinite()) {
    smallest = min_eigenvalue(states[0]);
  }
  if (!smallest) return std::nullopt;
  return Measured{*smallest, -*smallest};
}

// At times that double, from well below the first oscillation to where all but the slowest decays
// are over.
std::optional<Measured> positivity_on_the_way(const AuditedPoint& point) {
  if (!point.audited || !point.at.system || !point.at.scales) return std::nullopt;
  if (point.audited->generator.completely_positive) return std::nullopt;
  const Matrix l = superoperator(point.audited->generator);
  const Index d = point.audited->generator.energies.size();
  const double norm = l.cwiseAbs().rowwise().sum().maxCoeff();
  if (norm == 0) return std::nullopt;
  const Matrix start = pure_states(*point.at.system, point.audited->generator);
  const double end = 10 / std::max(point.at.scales->largest_rate, 1e-6 * norm);
  Measured worst{1, -1};
  for (const double first : {0.5 / norm, 0.35 / norm}) {
    Matrix step = exponential_of_small(l * first);
    for (double time = first; time < end; time *= 2) {
      const double smallest = smallest_eigenvalue(product(step, start), d);
      if (smallest < worst.value) {
        worst = {smallest, -smallest, fmt::format("at t = {:.2g}", time)};
      }
      step = product(step, step);
    }
  }
  return worst;
}

}  // namespace

Check positivity_check() {
  return {.name = "positivity",
          .help = "smallest eigenvalue of the stationary state",
          .good = 1e-12,
          .doubtful = 1e-6,
          .means = {"the stationary state is one, and J its flow",
                    "the stationary state has a tiny negative probability, which J hardly feels",
                    "the stationary state has a negative probability: J is the flow of no state"},
          .measure = positivity};
}

Check positivity_on_the_way_check() {
  return {.name = "positivity_on_the_way",
          .help = "smallest eigenvalue on the way from pure states",
          .good = 1e-6,
          .doubtful = 1e-3,
          .means = {"states stay states on the way to the stationary one",
                    "some states get small negative probabilities on the way: do not believe the "
                    "first moments of J in time",
                    "some states get negative probabilities on the way: do not believe J in time; "
                    "the stationary J need not suffer"},
          .measure = positivity_on_the_way};
}

}  // namespace quflux::inline validity
