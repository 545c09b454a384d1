#include "quflux/solve/iterative_state.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <random>
#include <utility>

#include "quflux/core/error.h"
#include "quflux/core/watch.h"
#include "quflux/numerics/gmres.h"
#include "quflux/numerics/memory.h"
#include "quflux/solve/block_generator.h"
#include "quflux/solve/not_unique.h"
#include "quflux/solve/regular_solver.h"
#include "quflux/solve/secular_preconditioner.h"
#include "quflux/solve/state_classes.h"

namespace quflux::inline solve {

namespace {

using Eigen::Index;

constexpr double kStateEnough = 1e-14;  // corrections of the state that do not matter
constexpr double kStateGood =
    1e-10;  // those that do not matter much, where rounding leaves no less
// Smaller elements are tried without the coherences that they make, which is right where these
// change the state by less than kLeftOut.
constexpr double kWeak = 1e-4;
constexpr double kLeftOut = 3e-11;
// The same where classes with these coherences are so large that products of them take minutes.
constexpr double kLeftOutOfLarge = 1e-9;
constexpr double kLargeClasses = 1e9;  // sum of the cubes of their sizes

// The same where products have single precision, as large ones have until a cycle leaves so much
// more of the residual than its recursion tells.
constexpr double kFewestInSingle = 1e-5;
constexpr double kMoreThanTold = 10;
constexpr double kLarge = 1e8;  // cost of a product
constexpr int kMostStateIterations = 600;
constexpr Index kCheckedUnique = 1'500'000;  // real numbers of a state

// Factorising costs a third of n^3 products, and should not cost more than the iterations it saves.
constexpr double kIterationsSaved = 3;
constexpr double kElementCost = 20;  // in products, of a jump's part in one of the n^2 elements
constexpr double kFewestFactorised = 100;
constexpr Index kAlwaysFactorised = 700;
constexpr Index kAtFirst = 2000;
constexpr Index kMostFactorisedOfState = 6000;

constexpr double kKeptNumbers = 4e7;  // of the vectors that GMRES keeps

// So many numbers that their elements are summed over all jumps in the time of a product, where all
// classes have their share of them.
template <class Scalar>
double most_summed(const BlockGenerator<Scalar>& generator) {
  double pairs = 0;
  for (const auto& jump : generator.jumps()) {
    const auto from = static_cast<double>(generator.escape(jump.from).size());
    const auto to = static_cast<double>(generator.escape(jump.to).size());
    pairs += from * to;
  }
  const auto size = static_cast<double>(generator.size());
  return size * std::sqrt(generator.cost() / (kElementCost * std::max(pairs, 1.0)));
}

template <class Scalar>
double trace_of(const BlockGenerator<Scalar>& generator, const RealVector& x) {
  double trace = 0;
  for (Index c = 0; c < static_cast<Index>(generator.classes().size()); ++c) {
    const Index d = generator.escape(c).rows();
    for (Index i = 0; i < d; ++i) trace += x(generator.block_begin(c) + i * (d + 1));
  }
  return trace;
}

}  // namespace

struct IterativeState::Problem {
  virtual ~Problem() = default;
  virtual Matrix state() const = 0;
  virtual RealVector populations() const = 0;
  virtual RealVector decays() const = 0;  // of each state, half of what it is left by
  virtual void find_flows(FlowSums<double>& flows) const = 0;
  virtual bool is_positive(double tolerance) const = 0;
  virtual double residual() const = 0;
  virtual Matrix correction(const Matrix& residual, double trace, double tolerance) const = 0;

  double error = 0;
  double amplification = 1;  // of what is wrong in L x, in units of the largest rate, to x
  bool has_coherences = false;
  int iterations = 0;
  bool checked_unique = false;
};

template <class Scalar>
struct IterativeState::ProblemOf : IterativeState::Problem {
  ProblemOf(const Generator& g, StateClasses classes, const IterativeOptions& options)
      : generator(g, std::move(classes)),
        at_first(options.products.value_or(generator.cost() > kLarge ? Precision::single
                                                                     : Precision::full)) {
    has_coherences = generator.size() > g.energies.size();
    const auto paying = static_cast<Index>(std::cbrt(3 * kIterationsSaved * generator.cost()));
    if (at_first == Precision::single) generator.prepare_single();
    const double summed = std::sqrt(kIterationsSaved) * most_summed(generator);
    solve(options.factorised.value_or(
        std::min(std::clamp(paying, kAlwaysFactorised, kAtFirst),
                 static_cast<Index>(std::clamp(summed, kFewestFactorised, 1.0 * kAtFirst)))));
  }

  void solve(Index most) {
    for (;; most *= 2) {
      most = std::min(most, kMostFactorisedOfState);
      if (iterations > 0) require_memory(most);
      preconditioner.emplace(generator, most);
      const bool last = preconditioner->is_exact() || most == kMostFactorisedOfState;
      if (preconditioner->reciprocal_condition() > kSingular && iterate()) break;
      if (last && preconditioner->reciprocal_condition() <= kSingular) {
        throw_not_connected();
      }
      if (last) {
        throw NoAnswer(
            fmt::format("the stationary state did not converge in {} iterations", iterations));
      }
    }
    check_unique();
  }

  // For the factors of a larger preconditioner than the one that a model is weighed with.
  static void require_memory(Index most) {
    const auto numbers = static_cast<double>(most);
    const std::string lacking = lacking_memory(2 * sizeof(double) * numbers * numbers);
    if (lacking.empty()) return;
    throw NoAnswer(fmt::format(
        "the stationary state did not converge with a small preconditioner; one of {} numbers "
        "takes {}",
        most, lacking));
  }

  // P^-1 L v.
  void apply_preconditioned(const RealVector& v, RealVector& result,
                            Precision products = Precision::full) const {
    RealVector derivative;
    generator.apply(v, derivative, products);
    preconditioner->apply(derivative, result);
  }

  GmresCycle cycle(const RealVector& b, double tolerance, Precision precision) const {
    const double fewest = precision == Precision::single ? kFewestInSingle : kLeftOfCycle;
    return gmres_cycle(
        [&](const RealVector& v, RealVector& y) { apply_preconditioned(v, y, precision); }, b,
        kept_vectors(generator.size(), kKeptNumbers), std::max(tolerance, fewest));
  }

  bool iterate() {
    x = preconditioner->start();
    double previous = std::numeric_limits<double>::infinity();
    double told = previous;
    double smallest_singular = 1;
    Precision precision = at_first;
    RealVector wrong;
    while (iterations < kMostStateIterations) {
      apply_preconditioned(x, wrong);
      const double size = wrong.norm();
      error = size / std::min(smallest_singular, 1.0);
      if (!std::isfinite(size)) return false;
      if (size <= kStateEnough) break;
      if (precision == Precision::single && size > kMoreThanTold * told) {
        precision = Precision::full;
      } else if (size > 0.5 * previous) {
        if (size > kStateGood) return false;
        break;
      }
      previous = size;
      const InnerIteration inner(iterations, size);
      const GmresCycle found = cycle(wrong, 0.3 * kStateEnough / size, precision);
      x -= found.correction;
      told = found.residual * size;
      iterations += found.iterations + 1;
      smallest_singular = std::min(smallest_singular, found.smallest_singular);
    }
    x /= trace_of(generator, x);
    const double states = std::sqrt(trace_of(generator, RealVector::Ones(generator.size())));
    amplification = 1 / std::min(smallest_singular, 1.0);
    error = std::max(error, states * kEpsilon<double> * amplification);
    return error <= kStateGood;
  }

  struct Reduced {
    double left;  // of the residual
    int iterations;
  };

  // Adds to `sum` what P^-1 L takes from b, until no more than the tolerance is left of b.
  Reduced reduce(RealVector& b, RealVector& sum, double tolerance, int cycles) const {
    const double size = b.norm();
    Reduced result{1, 0};
    Precision precision = at_first;
    for (int k = 0; k < cycles && result.left > tolerance; ++k) {
      const InnerIteration inner(result.iterations, result.left);
      const GmresCycle found = cycle(b, tolerance / result.left, precision);
      sum += found.correction;
      result.iterations += found.iterations + 1;
      RealVector done;
      apply_preconditioned(found.correction, done);
      b -= done;
      const double before = std::exchange(result.left, b.norm() / size);
      if (precision == Precision::full && result.left > 0.9 * before) break;
      if (result.left > kMoreThanTold * found.residual * before) precision = Precision::full;
    }
    return result;
  }

  // Where there is another stationary state, not every state of trace zero is P^-1 L of something.
  void check_unique() {
    if (preconditioner->is_exact()) {
      checked_unique = true;
      return;
    }
    if (generator.size() > kCheckedUnique) return;
    std::mt19937_64 random(1);
    std::normal_distribution<double> normal;
    RealVector b(generator.size());
    for (double& number : b) number = normal(random);
    b -= trace_of(generator, b) * x;
    // What nothing leads to is some 1/sqrt(size) of a random vector; one of a thousand has less
    // than kOverlap of that.
    constexpr double kOverlap = 1e-3;
    const double tolerance = kOverlap / std::sqrt(static_cast<double>(generator.size()));
    RealVector origin = RealVector::Zero(generator.size());
    const InnerIteration inner(iterations, 1);
    const Reduced found = reduce(b, origin, tolerance, 6);
    iterations += found.iterations;
    if (found.left > tolerance) throw_not_connected();
    checked_unique = true;
  }

  Matrix state() const override { return generator.state(x); }

  RealVector populations() const override {
    return generator.of_each_state([&](Index c, Index i) {
      return x(generator.block_begin(c) + i * (generator.escape(c).rows() + 1));
    });
  }

  RealVector decays() const override {
    return generator.of_each_state(
        [&](Index c, Index i) { return std::real(generator.escape(c)(i, i)); });
  }

  double residual() const override {
    RealVector derivative;
    generator.apply(x, derivative);
    return derivative.cwiseAbs().maxCoeff();
  }

  void find_flows(FlowSums<double>& flows) const override { generator.find_flows(x, flows); }

  bool is_positive(double tolerance) const override {
    const Matrix rho = generator.state(x);
    return std::ranges::all_of(generator.classes().members, [&](const auto& members) {
      Matrix block = rho(members, members);
      block.diagonal().array() += tolerance;
      return is_positive_definite(std::move(block));
    });
  }

  Matrix correction(const Matrix& residual, double trace, double tolerance) const override {
    RealVector b;
    preconditioner->apply(-generator.numbers(residual), b);
    RealVector sum = trace * x;
    reduce(b, sum, tolerance, 4);
    return generator.state(sum);
  }

  BlockGenerator<Scalar> generator;
  Precision at_first;  // of products in cycles
  std::optional<SecularPreconditioner> preconditioner;
  RealVector x;
};

IterativeState::IterativeState(const Generator& generator, const IterativeOptions& options) {
  StateClasses strict = find_classes(generator, kNegligible);
  StateClasses finer = find_classes(generator, kWeak);
  double cubes = 0;
  for (const auto& members : strict.members) {
    cubes += std::pow(static_cast<double>(members.size()), 3);
  }
  const double most = cubes > kLargeClasses ? kLeftOutOfLarge : kLeftOut;
  if (finer.size() > strict.size() && solve_without(generator, std::move(finer), most, options)) {
    return;
  }
  solve(generator, std::move(strict), options);
}

void IterativeState::solve(const Generator& generator, StateClasses classes,
                           const IterativeOptions& options) {
  if (has_real_elements(generator)) {
    problem_ = std::make_unique<ProblemOf<double>>(generator, std::move(classes), options);
  } else {
    problem_ = std::make_unique<ProblemOf<Complex>>(generator, std::move(classes), options);
  }
}

// Whether coherences between these classes do nothing that counts.
bool IterativeState::solve_without(const Generator& generator, StateClasses classes, double most,
                                   const IterativeOptions& options) {
  try {
    solve(generator, classes, options);
  } catch (const NoAnswer&) {
    return false;
  }
  const double wrong =
      rate_of_left_out(generator, classes, problem_->populations(), problem_->decays()) /
      problem_->decays().cwiseAbs().maxCoeff() * problem_->amplification;
  if (!(wrong <= most)) return false;
  problem_->error = std::max(problem_->error, wrong);
  return true;
}

IterativeState::~IterativeState() = default;
IterativeState::IterativeState(IterativeState&&) noexcept = default;
IterativeState& IterativeState::operator=(IterativeState&&) noexcept = default;

Matrix IterativeState::state() const { return problem_->state(); }
void IterativeState::find_flows(FlowSums<double>& flows) const { problem_->find_flows(flows); }
double IterativeState::error() const { return problem_->error; }
int IterativeState::iterations() const { return problem_->iterations; }
double IterativeState::residual() const { return problem_->residual(); }
bool IterativeState::has_coherences() const { return problem_->has_coherences; }
bool IterativeState::checked_unique() const { return problem_->checked_unique; }
bool IterativeState::is_positive(double tolerance) const {
  return problem_->is_positive(tolerance);
}
Matrix IterativeState::correction(const Matrix& residual, double trace, double tolerance) const {
  return problem_->correction(residual, trace, tolerance);
}

}  // namespace quflux::inline solve
