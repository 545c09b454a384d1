#include "quflux/solve/steady_state.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <string>
#include <utility>

#include "quflux/core/digits.h"
#include "quflux/core/error.h"
#include "quflux/core/partition.h"
#include "quflux/core/rounded.h"
#include "quflux/generator/close_balance.h"
#include "quflux/numerics/decompositions.h"
#include "quflux/numerics/refined_solution.h"
#include "quflux/numerics/splitting.h"
#include "quflux/solve/adjoint_basis.h"
#include "quflux/solve/not_unique.h"
#include "quflux/solve/precise_state.h"

namespace quflux::inline solve {

namespace {

// Rows whose entries are below this fraction of the largest rate are rounding, not rates, and are
// not scaled up.
constexpr double kNoise = 1e-13;

double largest_rate(const Generator& generator) {
  const auto largest = [](std::span<const MatrixElement> elements) {
    double norm = 0;
    for (const MatrixElement& e : elements) norm = std::max(norm, std::abs(e.value));
    return norm;
  };
  double rate = 0;
  for (const Dissipator& dissipator : generator.dissipators) {
    for (const Dissipator::Term& term : dissipator.terms) {
      rate = std::max(rate, largest(dissipator.a(term)) * largest(dissipator.b(term)));
    }
  }
  return rate;
}

// What rounding of the eigenvectors of H leaves in the flows: that of the energies over the
// smallest splitting, and that of the elements of bath operators over the smallest of them. Levels
// that differ by rounding are degenerate.
double basis_rounding(const Generator& generator) {
  double smallest = 1;
  for (const Dissipator& dissipator : generator.dissipators) {
    double least = std::numeric_limits<double>::infinity();
    double most = 0;
    for (const MatrixElement& b : dissipator.b_elements) {
      least = std::min(least, std::abs(b.value));
      most = std::max(most, std::abs(b.value));
    }
    if (most > 0) smallest = std::min(smallest, least / most);
  }
  return rounding_over_splitting(generator.energies, 1e-12) + kEpsilon<double> / smallest;
}

[[noreturn]] void throw_without_bath() {
  throw NoAnswer("the stationary state is not unique: no bath acts on the system");
}

// Whether a bath takes transitions apart by their frequencies.
bool takes_levels_apart(const Generator& generator) {
  return std::ranges::any_of(generator.dissipators, [](const Dissipator& dissipator) {
    return std::ranges::any_of(
        dissipator.terms, [](const Dissipator::Term& term) { return !std::isnan(term.frequency); });
  });
}

// The same where elements are many and none alone decides: that of their sums is the rounding of
// the state. Eigenvectors mix within the blocks of H, which are those of the basis; where no term
// is of one frequency alone, what mixes stays together, and the sums are the same.
double mixed_levels_rounding(const Generator& generator) {
  if (!takes_levels_apart(generator)) return 0;
  const Eigen::Index d = generator.energies.size();
  Partition partition(2 * d);  // of the columns of the basis and, behind them, its rows
  for (Eigen::Index a = 0; a < d; ++a) {
    for (Eigen::Index row = 0; row < d; ++row) {
      if (generator.basis(row, a) != Complex(0)) partition.unite(a, d + row);
    }
  }
  std::vector<std::vector<double>> blocks(static_cast<std::size_t>(d));
  for (Eigen::Index a = 0; a < d; ++a) {
    blocks[static_cast<std::size_t>(partition.root(a))].push_back(generator.energies(a));
  }
  double rounding = 0;
  for (const std::vector<double>& block : blocks) {
    if (block.size() < 2) continue;
    const RealVector energies =
        RealVector::Map(block.data(), static_cast<Eigen::Index>(block.size()));
    rounding = std::max(rounding, rounding_over_splitting(energies, 1e-12));
  }
  return rounding;
}

double largest_of(const BasicRealVector<DoubleDouble>& x) {
  double largest = 0;
  for (const DoubleDouble& v : x) largest = std::max(largest, std::abs(to_double(v)));
  return largest;
}

}  // namespace

SteadyStateSolver::SectorSystem::SectorSystem(Eigen::Index size)
    : generator(size, size), state(size) {}

const Matrix& SteadyStateSolver::solve(const Generator& generator) {
  iterative_.reset();
  if (generator.energies.size() <= kLargestDense) return eliminate(generator);
  completely_positive_ = generator.completely_positive;
  coherences_grow_ = false;
  populated_ = {};
  coherences_decay_ = false;
  if (largest_rate(generator) == 0) throw_without_bath();
  iterative_.emplace(generator);
  state_ = iterative_->state();
  rounding_ = iterative_->error();
  return state_;
}

const Matrix& SteadyStateSolver::eliminate(const Generator& generator) {
  iterative_.reset();
  const Eigen::Index d = generator.energies.size();
  state_.setZero(d, d);
  completely_positive_ = generator.completely_positive;
  coherences_grow_ = false;
  rounding_ = 0;
  if (d == 1) {
    state_(0, 0) = 1;
    return state_;
  }
  const double rate = largest_rate(generator);
  if (rate == 0) throw_without_bath();

  find_superoperator(generator, superoperator_);
  find_sectors();
  populated_ = {};
  coherences_decay_ = false;
  for (std::size_t s = 0; s + 1 < begins_.size(); ++s) {
    if (adjoint_is_done(s)) continue;
    if (!holds_populations(sector(s))) continue;
    if (populated_.empty()) {
      populated_ = sector(s);
    } else {
      throw NotUnique(
          "the stationary state is not unique: the populations fall into parts that do not "
          "exchange anything");
    }
  }
  for (std::size_t s = 0; s + 1 < begins_.size(); ++s) {
    if (!adjoint_is_done(s) && !holds_populations(sector(s))) solve_sector(sector(s), rate);
  }
  coherences_decay_ = true;
  solve_sector(populated_, rate);
  hermitian_.noalias() = state_ + state_.adjoint();
  state_ = hermitian_ / hermitian_.trace().real();
  if (!completely_positive_) check_stability(generator);
  return state_;
}

void SteadyStateSolver::check_stability(const Generator& generator) {
  for (std::size_t s = 0; s + 1 < begins_.size(); ++s) {
    if (adjoint_is_done(s)) continue;
    if (stability_.is_stable(generator, superoperator_, state_, sector(s))) continue;
    if (holds_populations(sector(s))) {
      throw NoAnswer(
          "there is no stationary state: a deviation from it grows, as strong damping allows in an "
          "equation that is not completely positive");
    }
    coherences_grow_ = true;
  }
}

std::string SteadyStateSolver::warning() {
  if (completely_positive_) return "";
  if (coherences_grow_) {
    return "coherences grow that the populations do not depend on: the equation has no stable "
           "state "
           "here";
  }
  // The reciprocal condition number is an estimate, and rounding of the elements adds up.
  constexpr double kLeast = 1e-13;
  if (is_positive(static_cast<double>(state_.rows()) * std::max(kLeast, 10 * rounding_))) return "";
  return "the density matrix has an eigenvalue below 0: the equation does not keep the state "
         "positive here";
}

bool SteadyStateSolver::is_positive(double tolerance) {
  if (iterative_) return iterative_->is_positive(tolerance);
  hermitian_ = state_;
  hermitian_.diagonal().array() += tolerance;
  return cholesky_.compute(hermitian_).info() == Eigen::Success;
}

void SteadyStateSolver::find_flows(const Generator& generator, FlowSums<double>& flows) const {
  if (iterative_) {
    iterative_->find_flows(flows);
  } else {
    find_energy_flows(generator, state_, flows);
  }
  close_balance(flows);
}

double SteadyStateSolver::residual(const Generator& generator) const {
  if (iterative_) return iterative_->residual();
  Matrix derivative;
  find_derivative(generator, state_, derivative);
  return derivative.cwiseAbs().maxCoeff();
}

std::string SteadyStateSolver::unchecked() const {
  if (!iterative_) return "";
  std::string text;
  if (!completely_positive_) {
    text = "not checked at this size: that what differs from the stationary state decays";
  }
  if (!iterative_->checked_unique()) {
    text += text.empty() ? "not checked at this size: that" : ", and that";
    text += " there is no other stationary state";
  }
  return text;
}

// Symmetries of the model (a conserved number of excitations, parity) and secular approximations
// split the matrix elements of rho into sectors that the generator does not connect, which makes
// large systems much cheaper to solve.
void SteadyStateSolver::find_sectors() {
  const Eigen::Index size = superoperator_.rows();
  partition_.reset(size);
  for (Eigen::Index column = 0; column < size; ++column) {
    for (Eigen::Index row = 0; row < size; ++row) {
      if (superoperator_(row, column) != Complex(0)) partition_.unite(row, column);
    }
  }
  roots_.resize(static_cast<std::size_t>(size));
  for (Eigen::Index i = 0; i < size; ++i) roots_[static_cast<std::size_t>(i)] = partition_.root(i);
  const auto parent = [&](Eigen::Index i) { return roots_[static_cast<std::size_t>(i)]; };
  members_.resize(roots_.size());
  std::iota(members_.begin(), members_.end(), 0);
  std::ranges::sort(members_, [&](Eigen::Index a, Eigen::Index b) {
    return std::pair(parent(a), a) < std::pair(parent(b), b);
  });
  begins_.assign(1, 0);
  for (Eigen::Index i = 1; i <= size; ++i) {
    const auto at = static_cast<std::size_t>(i);
    if (i == size || parent(members_[at]) != parent(members_[at - 1])) begins_.push_back(i);
  }
}

bool SteadyStateSolver::holds_populations(std::span<const Eigen::Index> sector) const {
  return std::ranges::any_of(sector,
                             [d = state_.rows()](Eigen::Index i) { return i % (d + 1) == 0; });
}

// Whether the elements rho_ba of a sector of rho_ab are another one, and come before. Their
// equations are conjugate to each other, and none are populations.
bool SteadyStateSolver::adjoint_is_done(std::size_t s) const {
  const Eigen::Index d = state_.rows();
  const Eigen::Index first = sector(s).front();
  return roots_[static_cast<std::size_t>(first % d * d + first / d)] < first;
}

// Solves for the matrix elements of one sector.
void SteadyStateSolver::solve_sector(std::span<const Eigen::Index> sector, double rate) {
  SectorSystem& s = systems_(sector.size());
  for (Eigen::Index column = 0; column < s.generator.cols(); ++column) {
    for (Eigen::Index row = 0; row < s.generator.rows(); ++row) {
      s.generator(row, column) = superoperator_(sector[static_cast<std::size_t>(row)],
                                                sector[static_cast<std::size_t>(column)]);
    }
  }
  if (find_adjoints(sector, state_.rows(), adjoints_)) {
    auto& solver = real_solvers_(sector.size());
    find_real(s.generator, adjoints_, solver.matrix());
    solve_system(solver, sector, rate);
    find_elements(solver.solution(), adjoints_, s.state);
  } else {
    auto& solver = complex_solvers_(sector.size());
    solver.matrix() = s.generator;
    solve_system(solver, sector, rate);
    s.state = solver.solution();
  }
  for (Eigen::Index i = 0; i < s.state.size(); ++i) {
    state_.data()[sector[static_cast<std::size_t>(i)]] = s.state(i);
  }
}

template <class Scalar>
void SteadyStateSolver::solve_system(RegularSolver<Scalar>& solver,
                                     std::span<const Eigen::Index> sector, double rate) {
  const auto is_population = [d = state_.rows()](Eigen::Index i) { return i % (d + 1) == 0; };
  auto& system = solver.matrix();
  // In the energy basis the rows of populations hold rates only, those of coherences energies too.
  // Scaling row by row keeps small populations as accurate as large ones.
  scales_.resize(system.rows());
  for (Eigen::Index i = 0; i < system.rows(); ++i) {
    scales_(i) = 1 / std::max(system.row(i).cwiseAbs().maxCoeff(), kNoise * rate);
    system.row(i) *= scales_(i);
  }
  solver.source().setZero();
  const auto population = std::ranges::find_if(sector, is_population);
  const bool populated = population != sector.end();
  if (populated) {
    // The equation for one population follows from the others; the trace takes its place.
    trace_row_ = static_cast<Eigen::Index>(population - sector.begin());
    solver.source()(trace_row_) = 1;
    for (Eigen::Index i = 0; i < system.cols(); ++i) {
      system(trace_row_, i) = is_population(sector[static_cast<std::size_t>(i)]) ? 1 : 0;
    }
  }
  solver.solve();  // of coherences alone: that they decay
  if (populated) rounding_ = solver.rounding();
}

// Where coherences go with the populations, cold ones too small for double precision take the
// rounding of the ground state's.
template <class Real>
double SteadyStateSolver::mixing_rounding(const FlowSums<Real>& flows) const {
  const bool coherent = iterative_ ? iterative_->has_coherences()
                                   : static_cast<Eigen::Index>(populated_.size()) > state_.rows();
  if (!coherent) return 0;
  return kEpsilon<Real> * flows.most.maxCoeff() / static_cast<double>(state_.rows());
}

double SteadyStateSolver::digits(const Generator& generator, const FlowSums<double>& flows) const {
  if (flows.sizes.size() == 0 || flows.sizes.maxCoeff() == 0) return kMostDigits;
  const double largest = flows.flows.cwiseAbs().maxCoeff();
  const double cancelled = rounding_ * flows.sizes.maxCoeff() / largest;
  const double basis = iterative_ ? mixed_levels_rounding(generator) : basis_rounding(generator);
  return digits_of(cancelled + mixing_rounding(flows) / largest + basis);
}

double SteadyStateSolver::refine(const BasicGenerator<DoubleDouble>& generator,
                                 FlowSums<DoubleDouble>& flows) {
  constexpr int kMostSteps = 20;
  constexpr double kVanishing = 1e-26;  // of what cancels: a few thousand roundings
  refined_ = state_.unaryExpr(&to_precision<DoubleDouble>);
  find_energy_flows(generator, refined_, flows);
  close_balance(flows);
  double change = std::numeric_limits<double>::infinity();
  for (int step = 0; step < kMostSteps; ++step) {
    const BasicRealVector<DoubleDouble> before = flows.flows;
    const double correction = correct(generator);
    find_energy_flows(generator, refined_, flows);
    close_balance(flows);
    const double previous = change;
    if (largest_of(flows.flows) <= kVanishing * flows.sizes.maxCoeff()) {
      flows.flows.setConstant(DoubleDouble(0));
      return kNoDigits;
    }
    change = largest_of(flows.flows - before) / largest_of(flows.flows);
    if (change < kEpsilon<double> && correction < kEpsilon<double>) break;
    // Where rounding of the other precision is all that flows are, they do not settle.
    if (!(change < previous)) break;
  }
  state_ = rounded(refined_);
  return digits_of(change + mixing_rounding(flows) / largest_of(flows.flows));
}

bool SteadyStateSolver::can_solve_precisely() const {
  return coherences_decay_ && is_small_enough(state_.rows(), populated_);
}

std::optional<double> SteadyStateSolver::solve_precisely(
    const BasicGenerator<DoubleDouble>& generator, FlowSums<DoubleDouble>& flows) {
  const std::optional<PreciseState> found = precise_state(generator, populated_);
  if (!found) return std::nullopt;
  constexpr double kSafety = 4;  // two roundings may differ by less than either is off
  const auto find = [&](const PreciseMatrix& state) {
    find_energy_flows(generator, state, flows);
    close_balance(flows);
  };
  find(found->other);
  const BasicRealVector<DoubleDouble> others = flows.flows;
  find(found->state);
  refined_ = found->state;
  state_ = rounded(refined_);
  rounding_ = found->rounding;
  return digits_of((kSafety * largest_of(flows.flows - others) + mixing_rounding(flows)) /
                   largest_of(flows.flows));
}

// One step of refinement; returns the largest correction of an element.
double SteadyStateSolver::correct(const BasicGenerator<DoubleDouble>& generator) {
  find_derivative(generator, refined_, derivative_);
  if (iterative_) {
    const Matrix correction = iterative_->correction(
        rounded(derivative_), to_double(DoubleDouble(1) - refined_.trace().real()));
    refined_ += correction.unaryExpr(&to_precision<DoubleDouble>);
    return correction.cwiseAbs().maxCoeff();
  }
  const Matrix correction =
      populated_solution(derivative_.unaryExpr([](const auto& z) { return -to_double(z); }),
                         to_double(DoubleDouble(1) - refined_.trace().real()));
  refined_ += correction.unaryExpr(&to_precision<DoubleDouble>);
  return correction.cwiseAbs().maxCoeff();
}

// The x of L x = b with that trace, by the factors of the sector with the populations.
Matrix SteadyStateSolver::populated_solution(const Matrix& b, double trace) {
  SectorSystem& s = systems_(populated_.size());
  const auto at = [&](Eigen::Index i) { return populated_[static_cast<std::size_t>(i)]; };
  for (Eigen::Index i = 0; i < s.state.size(); ++i) s.state(i) = b.data()[at(i)];
  residual_.resize(s.state.size());
  find_adjoints(populated_, state_.rows(), adjoints_);
  find_reals(s.state, adjoints_, residual_);
  residual_.array() *= scales_.array();
  residual_(trace_row_) = trace;
  find_elements(real_solvers_(populated_.size()).solve_again(residual_), adjoints_, s.state);
  Matrix x = Matrix::Zero(state_.rows(), state_.cols());
  for (Eigen::Index i = 0; i < s.state.size(); ++i) x.data()[at(i)] = s.state(i);
  return x;
}

Matrix SteadyStateSolver::response(const Generator& generator, const Matrix& b) {
  constexpr double kDigits = 1e-13;
  if (state_.rows() == 1) return Matrix::Zero(1, 1);
  if (iterative_) return iterative_->correction(-b, 0, kDigits);
  Matrix x = populated_solution(b, 0);
  Matrix derivative;
  find_derivative(generator, x, derivative);
  x += populated_solution(b - derivative, 0);
  return x;
}

BasicMatrix<DoubleDouble> SteadyStateSolver::response(const BasicGenerator<DoubleDouble>& generator,
                                                      const BasicMatrix<DoubleDouble>& b) {
  if (state_.rows() == 1) return PreciseMatrix::Zero(1, 1);
  return refined_solution(
      b,
      [&](const PreciseMatrix& x) -> PreciseMatrix {
        find_derivative(generator, x, derivative_);
        return b - derivative_;
      },
      [&](const Matrix& left, const PreciseMatrix& x) {
        const double trace = -to_double(x.trace().real());
        return iterative_ ? iterative_->correction(-left, trace) : populated_solution(left, trace);
      });
}

Matrix SteadyStateSolver::adjoint(const Matrix& functional) {
  const Eigen::Index d = state_.rows();
  Matrix result = Matrix::Zero(d, d);
  if (d == 1) return result;
  SectorSystem& s = systems_(populated_.size());
  const auto at = [&](Eigen::Index i) { return populated_[static_cast<std::size_t>(i)]; };
  for (Eigen::Index i = 0; i < s.state.size(); ++i) s.state(i) = functional.data()[at(i)];
  find_adjoints(populated_, d, adjoints_);
  residual_.resize(s.state.size());
  find_reals(s.state, adjoints_, residual_);
  // The row of the trace, which took that of a population, has Tr(F rho) as its factor.
  RealVector reals = real_solvers_(populated_.size()).solve_adjoint(residual_);
  reals.array() *= scales_.array();
  reals(trace_row_) = 0;
  find_elements(reals, adjoints_, s.state);
  for (Eigen::Index i = 0; i < s.state.size(); ++i) result.data()[at(i)] = s.state(i);
  return result;
}

Matrix steady_state(const Generator& generator) {
  return from_energy_basis(generator, SteadyStateSolver().solve(generator));
}

double min_eigenvalue(const Matrix& rho) {
  return Eigen::SelfAdjointEigenSolver<Matrix>(rho, Eigen::EigenvaluesOnly).eigenvalues()(0);
}

double purity(const Matrix& rho) { return rho.squaredNorm(); }

}  // namespace quflux::inline solve
