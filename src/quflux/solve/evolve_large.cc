#include "quflux/solve/evolve_large.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <unsupported/Eigen/MatrixFunctions>
#include <vector>

#include "quflux/core/stop.h"
#include "quflux/generator/linear_generator.h"
#include "quflux/numerics/orthogonal.h"
#include "quflux/solve/block_generator.h"

namespace quflux::inline solve {

namespace {

using Eigen::Index;

constexpr double kAccuracy = 1e-12;         // of the state, of all steps together
constexpr double kElementRounding = 1e-15;  // elements below do not connect classes

// One class of all states, for coherences between any.
StateClasses one_class(Index d) {
  StateClasses classes{{std::vector<Index>(static_cast<std::size_t>(d))},
                       std::vector<Index>(static_cast<std::size_t>(d), 0),
                       std::vector<Index>(static_cast<std::size_t>(d))};
  std::iota(classes.members[0].begin(), classes.members[0].end(), 0);
  classes.place = classes.members[0];
  return classes;
}

bool is_block_diagonal(const Matrix& state, const StateClasses& classes) {
  for (Index b = 0; b < state.cols(); ++b) {
    for (Index a = 0; a < state.rows(); ++a) {
      const bool within =
          classes.of[static_cast<std::size_t>(a)] == classes.of[static_cast<std::size_t>(b)];
      if (!within && std::abs(state(a, b)) > kElementRounding) return false;
    }
  }
  return true;
}

// (x, Q) and what moves it: dx/dt = L x, dQ_j/dt = f_j . x.
template <class Scalar>
class Motion {
 public:
  Motion(const Generator& generator, const StateClasses& classes) : blocks_(generator, classes) {
    const Index d = generator.energies.size();
    const LinearGenerator linear = linear_generator(generator);
    flows_.resize(blocks_.size(), static_cast<Index>(linear.flows.size()));
    for (Index j = 0; j < flows_.cols(); ++j) {
      // f . x = Tr F rho of a Hermitian F.
      const Matrix f = linear.flows[static_cast<std::size_t>(j)].reshaped(d, d).transpose();
      flows_.col(j) = blocks_.numbers(f);
    }
  }

  RealVector start(const Matrix& state) const {
    RealVector y = RealVector::Zero(blocks_.size() + flows_.cols());
    y.head(blocks_.size()) = blocks_.numbers(state);
    return y;
  }

  RealVector moved(const RealVector& y) const {
    const RealVector x = y.head(blocks_.size());
    RealVector change;
    blocks_.apply(x, change);
    RealVector result(y.size());
    result << change, flows_.transpose() * x;
    return result;
  }

  Passage passage(const RealVector& y) const {
    const RealVector x = y.head(blocks_.size());
    return {blocks_.state(x), flows_.transpose() * x, y.tail(flows_.cols()), [this, x] {
              RealVector change;
              blocks_.apply(x, change);
              return blocks_.state(change);
            }};
  }

 private:
  BlockGenerator<Scalar> blocks_;
  RealMatrix flows_;  // f_j by column
};

// Vectors of a Krylov space: 30, or fewer where they are large.
Index krylov_size(Index size) {
  constexpr double kNumbers = 4e7;
  const double fitting = std::clamp(kNumbers / static_cast<double>(size), 10.0, 30.0);
  return std::min(size, static_cast<Index>(fitting));
}

// An orthonormal basis of y, L y, L^2 y, ... and L in it. The last row and column of `projected`
// tell how large what follows is, as Expokit has them.
struct KrylovSpace {
  std::vector<RealVector> basis;
  RealMatrix projected;
  double next_norm = 0;  // of L times the last vector
  bool whole = false;    // nothing leads out of it
};

template <class Scalar>
KrylovSpace krylov_space(const Motion<Scalar>& motion, const RealVector& y) {
  const Index m = krylov_size(y.size());
  KrylovSpace space{{y.normalized()}, RealMatrix::Zero(m + 2, m + 2)};
  double largest = 0;
  for (Index j = 0; j < m; ++j) {
    throw_if_stopped();
    RealVector next = motion.moved(space.basis.back());
    space.projected.col(j).head(j + 1) = take_out(space.basis, next);
    const double norm = next.norm();
    largest = std::max(largest, space.projected.col(j).head(j + 1).norm());
    if (norm <= kElementRounding * largest) {
      space.projected = space.projected.topLeftCorner(j + 1, j + 1).eval();
      space.whole = true;
      return space;
    }
    space.projected(j + 1, j) = norm;
    space.basis.emplace_back(next / norm);
  }
  space.projected(m + 1, m) = 1;
  space.next_norm = motion.moved(space.basis.back()).norm();
  return space;
}

// The sum of vectors times the first of some numbers.
RealVector combined(const std::vector<RealVector>& basis, const RealVector& numbers) {
  RealVector sum = RealVector::Zero(basis[0].size());
  for (std::size_t k = 0; k < basis.size(); ++k) sum += numbers(static_cast<Index>(k)) * basis[k];
  return sum;
}

template <class Scalar>
class Traveller {
 public:
  Traveller(const Motion<Scalar>& motion, RealVector y, double longest)
      : motion_(motion), y_(std::move(y)), allowed_(kAccuracy * y_.norm() / longest) {}

  const RealVector& now() const { return y_; }

  void advance(double time) {
    while (time > 0) {
      const KrylovSpace space = krylov_space(motion_, y_);
      time -= take_step(space, time);
    }
  }

 private:
  // The longest step, up to `time`, whose error is allowed; returns it.
  double take_step(const KrylovSpace& space, double time) {
    constexpr double kSafety = 0.8;
    const double size = y_.norm();
    const auto m = static_cast<double>(space.basis.size() - 1);
    // The first step is one that the series surely bears.
    if (!std::isfinite(step_)) step_ = m / space.projected.norm();
    double step = space.whole ? time : std::min(time, step_);
    for (;;) {
      const RealVector image = (step * space.projected).exp().col(0) * size;
      if (space.whole) {
        y_ = combined(space.basis, image);
        return step;
      }
      const auto last = static_cast<Index>(space.basis.size());
      const double first = std::abs(image(last - 1));
      const double second = std::abs(image(last)) * space.next_norm;
      // Of the series that follows, the larger part.
      const double error = first > 10 * second ? second
                           : first > second    ? first * second / (first - second)
                                               : first;
      const double limit = allowed_ * step;
      const double factor = kSafety * std::pow(limit / std::max(error, 1e-300), 1 / m);
      step_ = step * std::clamp(factor, 0.2, 3.0);
      if (error <= limit) {
        y_ = combined(space.basis, image);
        if (step == time) step_ = std::max(step_, step);
        return step;
      }
      step = std::min(step_, step / 2);
    }
  }

  const Motion<Scalar>& motion_;
  RealVector y_;
  double allowed_;  // error by time
  double step_ = std::numeric_limits<double>::infinity();
};

template <class Scalar>
void evolve_in(const Generator& generator, const StateClasses& classes, const Matrix& start,
               std::span<const double> times,
               const std::function<void(std::size_t, const Passage&)>& visit) {
  const Motion<Scalar> motion(generator, classes);
  Traveller<Scalar> traveller(motion, motion.start(start), std::max(times.back(), 1e-300));
  double now = 0;
  for (std::size_t k = 0; k < times.size(); ++k) {
    traveller.advance(times[k] - now);
    now = times[k];
    visit(k, motion.passage(traveller.now()));
  }
}

}  // namespace

void evolve_large(const Generator& generator, const Matrix& start, std::span<const double> times,
                  const std::function<void(std::size_t, const Passage&)>& visit) {
  StateClasses classes = find_classes(generator, kElementRounding);
  if (!is_block_diagonal(start, classes)) classes = one_class(generator.energies.size());
  if (has_real_elements(generator)) {
    evolve_in<double>(generator, classes, start, times, visit);
  } else {
    evolve_in<Complex>(generator, classes, start, times, visit);
  }
}

}  // namespace quflux::inline solve
