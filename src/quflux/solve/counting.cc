#include "quflux/solve/counting.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>
#include <utility>
#include <vector>

#include "quflux/numerics/balanced.h"
#include "quflux/numerics/decompositions.h"
#include "quflux/numerics/lapack.h"
#include "quflux/solve/followed_eigenvalue.h"
#include "quflux/solve/regression.h"

namespace quflux::inline solve {

namespace {

using Eigen::Index;

Index baths(const LinearGenerator& generator) { return static_cast<Index>(generator.flows.size()); }

double trace(const LinearGenerator& generator, const Vector& x) {
  return (generator.trace.transpose() * x).value().real();
}

Vector derivative(const LinearGenerator& generator, Index bath, int order, const Vector& x) {
  Vector y;
  generator.dressed_derivative(static_cast<std::size_t>(bath), order, x, y);
  return y;
}

// L_k x = sum_j c_j^k L_j^(k)(0) x/k!.
Vector taylor_term(const LinearGenerator& generator, const RealVector& c, int k, const Vector& x) {
  Vector sum = Vector::Zero(x.size());
  for (Index j = 0; j < c.size(); ++j) {
    if (c(j) != 0) sum += std::pow(c(j), k) * derivative(generator, j, k, x);
  }
  return sum / std::tgamma(k + 1);
}

// L_j'(0) rho less its part along rho, for every bath.
std::vector<Vector> disturbances(const CountedState& counted) {
  std::vector<Vector> all;
  for (Index j = 0; j < baths(counted.generator); ++j) {
    Vector moved = derivative(counted.generator, j, 1, counted.state);
    moved -= trace(counted.generator, moved) * counted.state;
    all.push_back(std::move(moved));
  }
  return all;
}

// <1|L_j''(0) rho>, what the jumps make of noise by themselves.
double shot_noise(const CountedState& counted, Index bath) {
  return trace(counted.generator, derivative(counted.generator, bath, 2, counted.state));
}

Matrix functionals(const LinearGenerator& generator) {
  Matrix rows(baths(generator), generator.size);
  for (Index j = 0; j < rows.rows(); ++j) {
    rows.row(j) = generator.flows[static_cast<std::size_t>(j)].transpose();
  }
  return rows;
}

}  // namespace

RealVector cumulants(const CountedState& counted, const RealVector& c, int order) {
  const LinearGenerator& l = counted.generator;
  std::vector<Vector> states{counted.state};
  RealVector lambda(order);
  for (int n = 1; n <= order; ++n) {
    Vector moved = Vector::Zero(l.size);
    for (int k = 1; k <= n; ++k) {
      moved += taylor_term(l, c, k, states[static_cast<std::size_t>(n - k)]);
    }
    lambda(n - 1) = trace(l, moved);
    if (n == order) break;
    for (int k = 1; k <= n; ++k) moved -= lambda(k - 1) * states[static_cast<std::size_t>(n - k)];
    states.push_back(-counted.inverse(moved));
  }
  for (int n = 1; n <= order; ++n) lambda(n - 1) *= std::tgamma(n + 1);
  return lambda;
}

RealMatrix flow_noise(const CountedState& counted) {
  const Index n = baths(counted.generator);
  const Matrix rows = functionals(counted.generator);
  RealMatrix noise(n, n);
  const std::vector<Vector> sources = disturbances(counted);
  for (Index k = 0; k < n; ++k) {
    noise.col(k) = -(rows * counted.inverse(sources[static_cast<std::size_t>(k)])).real();
  }
  noise = (noise + noise.transpose()).eval();
  for (Index j = 0; j < n; ++j) noise(j, j) += shot_noise(counted, j);
  return noise;
}

std::vector<Matrix> noise_spectrum(const CountedState& counted,
                                   std::span<const double> frequencies) {
  const Index n = baths(counted.generator);
  const std::vector<Vector> sources = disturbances(counted);
  Matrix columns(counted.generator.size, n);
  for (Index k = 0; k < n; ++k) columns.col(k) = sources[static_cast<std::size_t>(k)];
  RealVector shot(n);
  for (Index j = 0; j < n; ++j) shot(j) = shot_noise(counted, j);
  // The half sides of correlations in time by e^{-i w t} and by e^{i w t}.
  std::vector<double> both(frequencies.begin(), frequencies.end());
  for (const double w : frequencies) both.push_back(-w);
  const std::vector<Matrix> halves = one_sided_spectra(
      counted.generator, functionals(counted.generator), columns, counted.state, both);
  std::vector<Matrix> spectrum;
  for (std::size_t i = 0; i < frequencies.size(); ++i) {
    const Matrix& forwards = halves[frequencies.size() + i];
    spectrum.emplace_back(forwards + halves[i].transpose());
    spectrum.back().diagonal() += shot;
  }
  return spectrum;
}

namespace {

// L(x s) among the numbers of a state that the generator reaches, as they are known at x = 0.
class TiltedGenerator {
 public:
  TiltedGenerator(const LinearGenerator& generator, const Vector& state, RealVector s)
      : generator_(generator), s_(std::move(s)) {
    std::vector<bool> seen(static_cast<std::size_t>(generator.size));
    const auto reach = [&](const Vector& x) {
      for (Index i = 0; i < x.size(); ++i) {
        if (x(i) == Complex(0) || seen[static_cast<std::size_t>(i)]) continue;
        seen[static_cast<std::size_t>(i)] = true;
        elements_.push_back(i);
      }
    };
    reach(state);
    for (std::size_t next = 0; next < elements_.size(); ++next) reach(column(elements_[next], 1));
    state_ = state(elements_).normalized();
  }

  const Vector& state() const { return state_; }  // of length one
  Vector trace() const { return generator_.trace(elements_); }

  Matrix operator()(double x) const {
    Matrix tilted(state_.size(), state_.size());
    for (Index k = 0; k < tilted.cols(); ++k) {
      tilted.col(k) = column(elements_[static_cast<std::size_t>(k)], x)(elements_);
    }
    return tilted;
  }

 private:
  Vector column(Index i, double x) const {
    const Vector unit = Vector::Unit(generator_.size, i);
    Vector sum;
    generator_.apply(unit, sum);
    Vector plain;
    Vector dressed;
    for (Index j = 0; j < s_.size(); ++j) {
      if (s_(j) == 0) continue;
      generator_.apply_bath(static_cast<std::size_t>(j), unit, plain);
      generator_.dressed(static_cast<std::size_t>(j), x * s_(j), unit, dressed);
      sum += dressed - plain;
    }
    return sum;
  }

  const LinearGenerator& generator_;
  RealVector s_;
  std::vector<Index> elements_;
  Vector state_;
};

// The x in which elements of L(x s) change by half of themselves at most.
double longest_step(const Matrix& plain, const Matrix& tilted) {
  constexpr double kChange = 0.5;
  constexpr double kNothing = 1e-12;  // of the largest, where rounding makes the ratio
  const double least = kNothing * plain.cwiseAbs().maxCoeff();
  double exponent = kChange;
  for (Index k = 0; k < plain.size(); ++k) {
    const double before = std::abs(plain(k));
    const double after = std::abs(tilted(k));
    if (before < least || after < least) continue;
    exponent = std::max(exponent, std::abs(std::log(after / before)));
  }
  return kChange / exponent;
}

// The eigenvalue that is 0 at s = 0, which others may exceed in generators that are not completely
// positive; NaN where it has become one of a complex pair.
double continued(const TiltedGenerator& tilted, const Matrix& there) {
  constexpr double kReal = 1e-9;
  const std::optional<Complex> value = followed_eigenvalue(
      [&](double x) { return x == 1 ? there : tilted(x); },
      {0, tilted.state(), tilted.trace().conjugate().normalized()}, longest_step(tilted(0), there));
  const bool real = value && std::abs(value->imag()) <= kReal * there.cwiseAbs().maxCoeff();
  return real ? value->real() : std::numeric_limits<double>::quiet_NaN();
}

// Whether rounding leaves digits of an eigenvalue: beside itself, or beside the rates, where it is
// small. Eigenvalues are found of the balanced matrix.
bool is_known(double value, const Matrix& tilted, const Matrix& plain) {
  constexpr double kRounding = 1e-14;
  constexpr double kEnough = 1e-6;
  const double rates = plain.cwiseAbs().maxCoeff();
  return kRounding * balanced(tilted).cwiseAbs().maxCoeff() <=
         kEnough * std::max(std::abs(value), rates);
}

}  // namespace

double generating_function(const LinearGenerator& generator, const Vector& state,
                           const RealVector& s) {
  constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
  const TiltedGenerator tilted(generator, state, s);
  const Matrix there = tilted(1);
  if (!there.allFinite()) return kNaN;
  const double value = generator.completely_positive ? eigenvalues(Matrix(there)).real().maxCoeff()
                                                     : continued(tilted, there);
  return is_known(value, there, tilted(0)) ? value : kNaN;
}

}  // namespace quflux::inline solve
