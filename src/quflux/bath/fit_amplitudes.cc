#include "quflux/bath/fit_amplitudes.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include <Eigen/QR>

namespace quflux::inline bath {

namespace {

using Eigen::Index;

// The weight of a rate in units of that of all times together, and the rates beyond which the
// weight of all of them does not grow. Pinned harder they would spoil C(t), and amplitudes would
// blow up.
constexpr double kRateWeight = 0.1;
constexpr double kMostWeight = 8;

// The weight of a change of an amplitude in units of C(0): where two terms are nearly the same it
// keeps them from growing against each other, and it is felt nowhere else.
constexpr double kChangeWeight = 1e-5;

double rate_weight(const FitTargets& targets) {
  const auto rates = static_cast<double>(targets.rates.size());
  return kRateWeight * std::sqrt(static_cast<double>(targets.times.size()) *
                                 std::min(1.0, kMostWeight / std::max(1.0, rates)));
}

// What each term adds to the errors per unit of its amplitude, in rows as the targets: C(t) real,
// then imaginary, then rates and shifts.
Matrix responses(const Vector& rates, const FitTargets& targets) {
  const Index n = targets.times.size();
  const auto m = static_cast<Index>(targets.rates.size());
  Matrix rows(n + m, rates.size());
  rows.topRows(n) =
      (-targets.times.cast<Complex>() * rates.transpose()).array().exp() / targets.scale;
  for (Index i = 0; i < m; ++i) {
    const Complex iw(0, targets.rates[static_cast<std::size_t>(i)].frequency);
    rows.row(n + i) = (rates.array() - iw).inverse().matrix().transpose();
  }
  return rows;
}

// The real rows of complex contributions: a rate is twice the real part of the half-sided
// transform.
template <class Column>
RealVector real_rows(const Column& column, const FitTargets& targets) {
  const Index n = targets.times.size();
  const auto m = static_cast<Index>(targets.rates.size());
  const double weight = rate_weight(targets);
  RealVector rows(2 * (n + m));
  rows.head(n) = column.head(n).real();
  rows.segment(n, n) = column.head(n).imag();
  for (Index i = 0; i < m; ++i) {
    const RateTarget& target = targets.rates[static_cast<std::size_t>(i)];
    rows(2 * n + 2 * i) = weight * 2 * column(n + i).real() / target.rate_scale;
    rows(2 * n + 2 * i + 1) = weight * column(n + i).imag() / target.shift_scale;
  }
  return rows;
}

Vector wanted(const FitTargets& targets) {
  const Index n = targets.times.size();
  Vector values(n + static_cast<Index>(targets.rates.size()));
  values.head(n) = targets.correlation / targets.scale;
  for (Index i = n; i < values.size(); ++i) {
    const RateTarget& target = targets.rates[static_cast<std::size_t>(i - n)];
    values(i) = {target.rate / 2, target.shift};
  }
  return values;
}

}  // namespace

double fit_amplitudes(Exponentials& sum, const FitTargets& targets) {
  const Matrix rows = responses(sum.rates, targets);
  std::vector<std::pair<Index, Complex>> unknowns;
  for (Index k = 0; k < sum.rates.size(); ++k) {
    unknowns.emplace_back(k, 1);
    if (sum.rates(k).imag() != 0) unknowns.emplace_back(k, Complex(0, 1));
  }
  const Vector missing = wanted(targets) - rows * sum.amplitudes;
  const auto columns = static_cast<Index>(unknowns.size());
  const Index size = 2 * missing.size();
  RealVector error = RealVector::Zero(size + columns);
  error.head(size) = real_rows(missing, targets);
  RealMatrix matrix = RealMatrix::Zero(size + columns, columns);
  matrix.bottomRows(columns).diagonal().setConstant(kChangeWeight / targets.scale);
  for (Index column = 0; column < columns; ++column) {
    const auto& [k, unit] = unknowns[static_cast<std::size_t>(column)];
    matrix.col(column).head(size) = real_rows(rows.col(k) * unit, targets);
  }
  const RealVector change = matrix.colPivHouseholderQr().solve(error);
  for (Index column = 0; column < columns; ++column) {
    const auto& [k, unit] = unknowns[static_cast<std::size_t>(column)];
    sum.amplitudes(k) += change(column) * unit;
  }
  return (error - matrix * change).squaredNorm();
}

}  // namespace quflux::inline bath
