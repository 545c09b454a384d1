#include "quflux/bath/pin_amplitudes.h"

#include <utility>
#include <vector>

#include <Eigen/Cholesky>
#include <Eigen/QR>

#include "quflux/core/matrix.h"

namespace quflux::inline bath {

namespace {

using Eigen::Index;

constexpr double kIndependent = 1e-10;  // of the largest row: rows of real rates come twice
constexpr double kRidge = 1e-13;        // of the norm of C(t), where rates are nearly the same
constexpr int kPasses = 2;              // the second one for what rounding left
constexpr std::size_t kForSlopes = 6;   // unknowns: fewer would blow up to meet slopes, too

// The transform of exp(-rate t) at w and at -w, and w times its slopes, as real numbers.
RealVector response(Complex amplitude, Complex rate, double frequency) {
  RealVector rows(8);
  Index row = 0;
  for (const double w : {frequency, -frequency}) {
    const Complex transform = amplitude / (rate - Complex(0, w));
    const Complex slope = Complex(0, w) * transform / (rate - Complex(0, w));
    rows(row) = transform.real();
    rows(row + 1) = transform.imag();
    rows(row + 4) = slope.real();
    rows(row + 5) = slope.imag();
    row += 2;
  }
  return rows;
}

RealVector response(const ExponentialSum& sum, double frequency) {
  RealVector rows = RealVector::Zero(8);
  for (const Exponential& term : sum.terms) rows += response(term.amplitude, term.rate, frequency);
  return rows;
}

// int_0^inf |sum_u change_u unit_u exp(-rate_u t)|^2 dt = change^T G change.
RealMatrix norm_of_change(const std::vector<std::pair<Complex, Complex>>& rates_and_units) {
  const auto n = static_cast<Index>(rates_and_units.size());
  RealMatrix gram(n, n);
  for (Index k = 0; k < n; ++k) {
    for (Index l = 0; l < n; ++l) {
      const auto& [rate, unit] = rates_and_units[static_cast<std::size_t>(k)];
      const auto& [other, of_other] = rates_and_units[static_cast<std::size_t>(l)];
      gram(k, l) = (unit * std::conj(of_other) / (rate + std::conj(other))).real();
    }
  }
  gram.diagonal().array() += kRidge * gram.trace();
  return gram;
}

}  // namespace

ExponentialSum pin_amplitudes(ExponentialSum sum, const ExponentialSum& exact, double frequency) {
  std::vector<std::pair<std::size_t, Complex>> unknowns;  // a term and the unit of its change
  for (std::size_t k = 0; k < sum.terms.size(); ++k) {
    if (sum.terms[k].amplitude == 0.0) continue;  // there for its conjugate only
    unknowns.emplace_back(k, 1);
    if (sum.terms[k].rate.imag() != 0) unknowns.emplace_back(k, Complex(0, 1));
  }
  if (unknowns.empty()) return sum;
  const Index rows = unknowns.size() < kForSlopes ? 4 : 8;
  RealMatrix matrix(rows, static_cast<Index>(unknowns.size()));
  std::vector<std::pair<Complex, Complex>> rates_and_units;
  for (std::size_t u = 0; u < unknowns.size(); ++u) {
    const auto& [k, unit] = unknowns[u];
    matrix.col(static_cast<Index>(u)) = response(unit, sum.terms[k].rate, frequency).head(rows);
    rates_and_units.emplace_back(sum.terms[k].rate, unit);
  }
  // change = L^-T y with G = L L^T: the least |y| is the least change of C(t).
  const Eigen::LLT<RealMatrix> norm(norm_of_change(rates_and_units));
  Eigen::CompleteOrthogonalDecomposition<RealMatrix> solver;
  solver.setThreshold(kIndependent);
  solver.compute(norm.matrixU().solve<Eigen::OnTheRight>(matrix));
  const RealVector wanted = response(exact, frequency);
  for (int pass = 0; pass < kPasses; ++pass) {
    const RealVector missing = (wanted - response(sum, frequency)).head(rows);
    const RealVector change = norm.matrixU().solve(solver.solve(missing));
    for (std::size_t u = 0; u < unknowns.size(); ++u) {
      sum.terms[unknowns[u].first].amplitude += change(static_cast<Index>(u)) * unknowns[u].second;
    }
  }
  for (Exponential& term : sum.terms) {
    term.conjugate = std::conj(sum.terms[term.partner].amplitude);
  }
  return sum;
}

}  // namespace quflux::inline bath
