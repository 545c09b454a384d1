#include "quflux/solve/large_regression.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>
#include <utility>
#include <vector>

#include "quflux/core/constants.h"
#include "quflux/core/error.h"
#include "quflux/core/stop.h"
#include "quflux/numerics/decompositions.h"
#include "quflux/numerics/gmres.h"
#include "quflux/solve/block_generator.h"
#include "quflux/solve/slow_part.h"

namespace quflux::inline solve {

namespace {

using Eigen::Index;

constexpr double kRegressionEnough = 1e-12;  // residuals, of X, that do not matter
constexpr double kRegressionGood =
    1e-10;  // and those that do not matter much, where rounding leaves no less
constexpr int kMostRegressionIterations = 400;

constexpr Index kMostFactorisedOfRegression = 2800;  // numbers of the slow part

constexpr double kNumbersOfSpace = 2e7;  // of the vectors that GMRES keeps

// An approximate inverse of L + i w, as SecularPreconditioner is of L. What stands for a Hermitian
// matrix are real numbers, for any other one complex ones: rho_ab = (x + i y)/sqrt(2) and
// rho_ba = (x - i y)/sqrt(2).
class ShiftedPreconditioner {
 public:
  template <class Scalar>
  ShiftedPreconditioner(const BlockGenerator<Scalar>& generator, const RealVector& trace,
                        const RealVector& kept, double w, Index most) {
    const Complex shift(0, w);
    SlowChoice choice = choose_slow(generator, most, [&](const BlockElement& e) {
      return std::abs(std::abs(generator.frequency(e)) - std::abs(w));
    });
    const OwnElements<Scalar> own(generator);
    // What would neither turn nor decay is not divided by.
    const double least = 1e-13 * generator.fastest_rate();
    const auto inverse = [&](Complex z) { return std::abs(z) > least ? 1.0 / z : 1 / least; };
    for (const FastElement& e : choice.fast) {
      const Complex value = own(e.element);
      fast_.push_back(
          {e.real, e.imaginary, inverse(value + shift), inverse(std::conj(value) + shift)});
    }
    const auto size = static_cast<Index>(choice.numbers.size());
    Matrix slow = slow_part(generator, choice.elements, size).template cast<Complex>();
    slow -= kept(choice.numbers) * trace(choice.numbers).transpose();
    slow.diagonal().array() += shift;
    factors_.compute(slow);
    slow_ = std::move(choice.numbers);
  }

  void apply(const Vector& x, Vector& y) const {
    y.resize(x.size());
    for (const Fast& fast : fast_) {
      const Complex above = fast.above * (x(fast.real) + kI * x(fast.imaginary));
      const Complex below = fast.below * (x(fast.real) - kI * x(fast.imaginary));
      y(fast.real) = (above + below) / 2.0;
      y(fast.imaginary) = (above - below) / (2.0 * kI);
    }
    const Vector part = factors_.solve(Vector(x(slow_)));
    y(slow_) = part;
  }

 private:
  struct Fast {
    Index real;
    Index imaginary;
    Complex above;  // of rho_ab
    Complex below;  // of rho_ba
  };

  std::vector<Fast> fast_;
  std::vector<Index> slow_;
  Eigen::PartialPivLU<Matrix> factors_;
};

// L + i w on matrices of trace zero, which do not see what is taken off at the stationary state.
template <class Scalar>
class Resolvent {
 public:
  Resolvent(const Generator& generator, StateClasses classes, const Matrix& stationary)
      : blocks_(generator, std::move(classes)),
        trace_(blocks_.numbers(Matrix::Identity(stationary.rows(), stationary.cols()))),
        kept_(blocks_.fastest_rate() * blocks_.numbers(stationary)) {}

  RealVector numbers(const Matrix& m) const { return blocks_.numbers(m); }

  // The y of (L + i w) y = b.
  Vector solve(const RealVector& b, double w, Index factorised) const {
    for (Index most = factorised; most <= kMostFactorisedOfRegression; most *= 2) {
      throw_if_stopped();
      const ShiftedPreconditioner preconditioner(blocks_, trace_, kept_, w, most);
      if (auto y = iterate(preconditioner, b, w)) return *std::move(y);
      if (blocks_.size() <= most) break;
    }
    throw NoAnswer(fmt::format(
        "the regression of {} dimensions did not converge at the frequency {}", states(), w));
  }

 private:
  Index states() const { return static_cast<Index>(blocks_.classes().of.size()); }

  void apply(const Vector& x, double w, Vector& y) const {
    RealVector real;
    RealVector imaginary;
    blocks_.apply(x.real(), real);
    blocks_.apply(x.imag(), imaginary);
    y.resize(x.size());
    y.real() = real;
    y.imag() = imaginary;
    y += Complex(0, w) * x - trace_.cwiseProduct(x).sum() * kept_;
  }

  std::optional<Vector> iterate(const ShiftedPreconditioner& preconditioner, const RealVector& b,
                                double w) const {
    Vector applied;
    const auto residual_of = [&](const Vector& y, Vector& residual) {
      apply(y, w, applied);
      preconditioner.apply(b - applied, residual);
    };
    const auto product = [&](const Vector& v, Vector& result) {
      apply(v, w, applied);
      preconditioner.apply(applied, result);
    };
    Vector y = Vector::Zero(b.size());
    Vector wrong;
    preconditioner.apply(b.cast<Complex>(), wrong);
    const double whole = wrong.norm();
    double previous = std::numeric_limits<double>::infinity();
    for (int iterations = 0; iterations < kMostRegressionIterations;) {
      const double left = wrong.norm();
      if (!std::isfinite(left)) return std::nullopt;
      if (left <= kRegressionEnough * whole) return y;
      if (left > 0.5 * previous)
        return left <= kRegressionGood * whole ? std::optional(y) : std::nullopt;
      previous = left;
      const ComplexGmresCycle found =
          gmres_cycle(product, wrong, kept_vectors(b.size(), kNumbersOfSpace),
                      std::max(0.3 * kRegressionEnough * whole / left, kLeftOfCycle));
      y += found.correction;
      iterations += found.iterations + 1;
      residual_of(y, wrong);
    }
    return std::nullopt;
  }

  BlockGenerator<Scalar> blocks_;
  RealVector trace_;
  RealVector kept_;  // the stationary state, times a rate
};

template <class Scalar>
Vector spectrum_in(const Generator& generator, StateClasses classes, const Matrix& functional,
                   const Matrix& x, const Matrix& stationary, std::span<const double> frequencies,
                   Index factorised) {
  const Resolvent<Scalar> resolvent(generator, std::move(classes), stationary);
  const RealVector seen = resolvent.numbers(functional);
  const RealVector source = resolvent.numbers(x);
  Vector values(static_cast<Index>(frequencies.size()));
  for (Index k = 0; k < values.size(); ++k) {
    const Vector y = resolvent.solve(source, frequencies[static_cast<std::size_t>(k)], factorised);
    values(k) = -seen.cast<Complex>().cwiseProduct(y).sum();
  }
  return values;
}

}  // namespace

Vector large_one_sided_spectrum(const Generator& generator, const Matrix& functional,
                                const Matrix& x, const Matrix& stationary,
                                std::span<const double> frequencies, Index factorised) {
  StateClasses classes = find_classes_of(x, generator, kNegligible);
  if (has_real_elements(generator)) {
    return spectrum_in<double>(generator, std::move(classes), functional, x, stationary,
                               frequencies, factorised);
  }
  return spectrum_in<Complex>(generator, std::move(classes), functional, x, stationary, frequencies,
                              factorised);
}

}  // namespace quflux::inline solve
