#include "quflux/solve/counting.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <optional>
#include <utility>
#include <vector>

#include "quflux/core/constants.h"
#include "quflux/core/rounded.h"
#include "quflux/generator/counted.h"
#include "quflux/numerics/balanced.h"
#include "quflux/numerics/decompositions.h"
#include "quflux/numerics/lapack.h"
#include "quflux/solve/followed_eigenvalue.h"
#include "quflux/solve/regression.h"

namespace quflux::inline solve {

namespace {

using Eigen::Index;

// What the recursions ask of a generator, in either precision.
template <class Real>
struct Counting {
  BasicVector<Real> state;
  BasicVector<Real> trace;
  std::vector<BasicVector<Real>> flows;
  std::function<BasicVector<Real>(Index bath, int order, const BasicVector<Real>& x)> derivative;
  std::function<BasicVector<Real>(const BasicVector<Real>& b)> inverse;

  Index baths() const { return static_cast<Index>(flows.size()); }
  Real trace_of(const BasicVector<Real>& x) const { return trace.cwiseProduct(x).sum().real(); }
};

Counting<double> counting(const CountedState& counted) {
  const LinearGenerator& generator = counted.generator;
  return {counted.state, generator.trace, generator.flows,
          [&generator](Index bath, int order, const Vector& x) {
            Vector y;
            generator.dressed_derivative(static_cast<std::size_t>(bath), order, x, y);
            return y;
          },
          counted.inverse};
}

Counting<DoubleDouble> counting(const PreciseCountedState& counted) {
  using Numbers = BasicVector<DoubleDouble>;
  using Elements = BasicMatrix<DoubleDouble>;
  const BasicGenerator<DoubleDouble>& generator = counted.generator;
  const Index d = generator.energies.size();
  Counting<DoubleDouble> result{counted.state.reshaped(),
                                Elements(Elements::Identity(d, d)).reshaped(),
                                {},
                                [&counted, d](Index bath, int order, const Numbers& x) -> Numbers {
                                  const Elements matrix = x.reshaped(d, d);
                                  return dissipate_derivative(counted.generator,
                                                              static_cast<std::size_t>(bath),
                                                              counted.dressing, order, matrix)
                                      .reshaped();
                                },
                                [&counted, d](const Numbers& b) -> Numbers {
                                  return counted.inverse(b.reshaped(d, d)).reshaped();
                                }};
  for (std::size_t j = 0; j < generator.dissipators.size(); ++j) {
    result.flows.push_back(counted_flow(generator, j, counted.dressing));
  }
  return result;
}

// L_k x = sum_j c_j^k L_j^(k)(0) x/k!.
template <class Real>
BasicVector<Real> taylor_term(const Counting<Real>& counted, const RealVector& c, int k,
                              const BasicVector<Real>& x) {
  BasicVector<Real> sum = BasicVector<Real>::Zero(x.size());
  for (Index j = 0; j < c.size(); ++j) {
    if (c(j) == 0) continue;
    Real weight = 1;
    for (int i = 1; i <= k; ++i) weight *= Real(c(j)) / Real(i);
    sum += weight * counted.derivative(j, k, x);
  }
  return sum;
}

// L_j'(0) rho less its part along rho, for every bath.
template <class Real>
std::vector<BasicVector<Real>> disturbances(const Counting<Real>& counted) {
  std::vector<BasicVector<Real>> all;
  for (Index j = 0; j < counted.baths(); ++j) {
    BasicVector<Real> moved = counted.derivative(j, 1, counted.state);
    moved -= counted.trace_of(moved) * counted.state;
    all.push_back(std::move(moved));
  }
  return all;
}

template <class Real>
Real shot_noise(const Counting<Real>& counted, Index bath) {
  return counted.trace_of(counted.derivative(bath, 2, counted.state));
}

template <class Real>
RealVector cumulants(const Counting<Real>& counted, const RealVector& c, int order) {
  std::vector<BasicVector<Real>> states{counted.state};
  std::vector<Real> lambda;
  for (int n = 1; n <= order; ++n) {
    BasicVector<Real> moved = BasicVector<Real>::Zero(counted.state.size());
    for (int k = 1; k <= n; ++k) {
      moved += taylor_term(counted, c, k, states[static_cast<std::size_t>(n - k)]);
    }
    lambda.push_back(counted.trace_of(moved));
    if (n == order) break;
    for (int k = 1; k <= n; ++k) {
      moved -= lambda[static_cast<std::size_t>(k - 1)] * states[static_cast<std::size_t>(n - k)];
    }
    states.push_back(-counted.inverse(moved));
  }
  RealVector result(order);
  for (int n = 1; n <= order; ++n) {
    result(n - 1) = to_double(lambda[static_cast<std::size_t>(n - 1)]) * std::tgamma(n + 1);
  }
  return result;
}

template <class Real>
RealMatrix flow_noise(const Counting<Real>& counted) {
  const Index n = counted.baths();
  BasicRealMatrix<Real> noise(n, n);
  const std::vector<BasicVector<Real>> sources = disturbances(counted);
  for (Index k = 0; k < n; ++k) {
    const BasicVector<Real> response = counted.inverse(sources[static_cast<std::size_t>(k)]);
    for (Index j = 0; j < n; ++j) {
      noise(j, k) = -counted.flows[static_cast<std::size_t>(j)].cwiseProduct(response).sum().real();
    }
  }
  noise = (noise + noise.transpose()).eval();
  for (Index j = 0; j < n; ++j) noise(j, j) += shot_noise(counted, j);
  return rounded(noise);
}

}  // namespace

RealVector cumulants(const CountedState& counted, const RealVector& c, int order) {
  return cumulants(counting(counted), c, order);
}
RealVector cumulants(const PreciseCountedState& counted, const RealVector& c, int order) {
  return cumulants(counting(counted), c, order);
}

RealMatrix flow_noise(const CountedState& counted) { return flow_noise(counting(counted)); }
RealMatrix flow_noise(const PreciseCountedState& counted) { return flow_noise(counting(counted)); }

RealVector shot_noise(const CountedState& counted) {
  const Counting<double> known = counting(counted);
  RealVector shot(known.baths());
  for (Index j = 0; j < shot.size(); ++j) shot(j) = shot_noise(known, j);
  return shot;
}

namespace {

Matrix functionals(const LinearGenerator& generator) {
  Matrix rows(static_cast<Index>(generator.flows.size()), generator.size);
  for (Index j = 0; j < rows.rows(); ++j) {
    rows.row(j) = generator.flows[static_cast<std::size_t>(j)].transpose();
  }
  return rows;
}

}  // namespace

std::vector<Matrix> noise_spectrum(const CountedState& counted,
                                   std::span<const double> frequencies) {
  const std::vector<Vector> sources = disturbances(counting(counted));
  const auto n = static_cast<Index>(sources.size());
  Matrix columns(counted.generator.size, n);
  for (Index k = 0; k < n; ++k) columns.col(k) = sources[static_cast<std::size_t>(k)];
  const RealVector shot = shot_noise(counted);
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
  const TiltedGenerator tilted(generator, state, s);
  const Matrix there = tilted(1);
  if (!there.allFinite()) return kNaN;
  const double value = generator.completely_positive ? eigenvalues(Matrix(there)).real().maxCoeff()
                                                     : continued(tilted, there);
  return is_known(value, there, tilted(0)) ? value : kNaN;
}

}  // namespace quflux::inline solve
