// Whether states of an equation are states.

#include <algorithm>
#include <cmath>
#include <random>
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

constexpr int kOthers = 64;

// Pure states to begin with, a column each in the energy basis: those of the sites
// without couplings, what each bath measures, and the eigenvectors of A/|A| + B/|B| of each of its
// terms A rho B^+ + h.c. That is the operator which is positive in them; it keeps its eigenvectors,
// so that what is negative shows in these at once.
Matrix pure_states(const System& system, const Generator& generator) {
  std::vector<Vector> states;
  const auto add = [&](const Matrix& vectors) {
    for (Index k = 0; k < vectors.cols(); ++k) states.emplace_back(vectors.col(k).normalized());
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
  // Others, always the same.
  std::mt19937 random;
  const auto number = [&] { return static_cast<double>(random()) / 0x1p31 - 1; };
  for (int k = 0; k < kOthers; ++k) {
    Vector psi(d);
    for (Complex& x : psi) x = {number(), number()};
    states.emplace_back(psi.normalized());
  }
  Matrix columns(d, static_cast<Index>(states.size()));
  for (std::size_t k = 0; k < states.size(); ++k) columns.col(static_cast<Index>(k)) = states[k];
  return columns;
}

Vector projector(const Vector& psi) { return Matrix(psi * psi.adjoint()).reshaped(); }

Matrix projectors(const Matrix& states) {
  Matrix result(states.rows() * states.rows(), states.cols());
  for (Index k = 0; k < states.cols(); ++k) result.col(k) = projector(states.col(k));
  return result;
}

// The lowest eigenvalue of a Hermitian matrix, and its vector.
struct Lowest {
  double value;
  Vector vector;
};

Lowest lowest(const Vector& matrix, Index d) {
  const Matrix rho = matrix.reshaped(d, d);
  const Eigen::SelfAdjointEigenSolver<Matrix> solver((rho + rho.adjoint()) / 2);
  return {solver.eigenvalues()(0), solver.eigenvectors().col(0)};
}

// Lowers <v|U[|psi><psi|]|v> by turns in v, the lowest eigenvector of U[|psi><psi|], and in psi,
// that of U^+[|v><v|], until that gains little. The vector of the result is psi.
Lowest lower(const Matrix& propagator, const Matrix& adjoint, Vector psi) {
  constexpr int kMostTurns = 8;
  constexpr double kLittle = 0.01;
  const Index d = psi.size();
  double value = 1;
  for (int turn = 0; turn < kMostTurns; ++turn) {
    const Lowest after = lowest(propagator * projector(psi), d);
    if (turn > 0 && after.value > value - kLittle * std::abs(value)) break;
    value = after.value;
    const Lowest before = lowest(adjoint * projector(after.vector), d);
    psi = before.vector;
    value = std::min(value, before.value);
  }
  return {value, psi};
}

// The most negative eigenvalue of U[|psi><psi|] that is found from the lowest of these states and
// from `known`, the one found at the time before, whose place that of this time takes.
double most_negative(const Matrix& propagator, const Matrix& starts, const Matrix& start_projectors,
                     Vector& known) {
  constexpr std::size_t kTried = 6;
  const Index d = starts.rows();
  const Matrix after = product(propagator, start_projectors);
  std::vector<std::pair<double, Index>> order;
  for (Index k = 0; k < after.cols(); ++k) order.emplace_back(lowest(after.col(k), d).value, k);
  std::ranges::sort(order);
  order.resize(std::min(order.size(), kTried));
  const Matrix adjoint = propagator.adjoint();
  Lowest best{1, known};
  const auto try_from = [&](const Vector& psi) {
    Lowest found = lower(propagator, adjoint, psi);
    if (found.value < best.value) best = std::move(found);
  };
  for (const auto& [value, k] : order) try_from(starts.col(k));
  if (known.size() > 0) try_from(known);
  known = best.vector;
  return best.value;
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

// At even times through the first oscillations, and then at such that double, two to each octave,
// to where all but the slowest decays are over. The minimum over pure states has no closed form: it
// is searched for, and is at most what is told.
std::optional<Measured> positivity_on_the_way(const AuditedPoint& point) {
  if (!point.audited || !point.at.system || !point.at.scales) return std::nullopt;
  if (point.audited->generator.completely_positive) return std::nullopt;
  const Matrix l = superoperator(point.audited->generator);
  const double norm = l.cwiseAbs().rowwise().sum().maxCoeff();
  if (norm == 0) return std::nullopt;
  const Matrix starts = pure_states(*point.at.system, point.audited->generator);
  const Matrix start_projectors = projectors(starts);
  const double end = 10 / std::max(point.at.scales->largest_rate, 1e-6 * norm);
  Measured worst{1, -1};
  constexpr int kEven = 24;
  constexpr int kBetween = 17;  // half an octave before
  const double first = 0.5 / norm;
  const Matrix step = exponential_of_small(l * first);
  Vector known;
  const auto look = [&](const Matrix& propagator, double time) {
    const double smallest = most_negative(propagator, starts, start_projectors, known);
    if (smallest < worst.value) worst = {smallest, -smallest, fmt::format("at t = {:.2g}", time)};
  };
  Matrix propagator = step;
  Matrix between = step;
  for (int k = 1; k <= kEven; ++k) {
    if (k > 1) propagator = product(propagator, step);
    if (k == kBetween) between = propagator;
    look(propagator, k * first);
  }
  for (double time = kEven * first; time < end; time *= 2) {
    between = product(between, between);
    look(between, time * 2 * kBetween / kEven);
    propagator = product(propagator, propagator);
    look(propagator, 2 * time);
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
