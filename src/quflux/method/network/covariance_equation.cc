#include "quflux/method/network/covariance_equation.h"

#include <cmath>
#include <type_traits>
#include <utility>

#include "quflux/core/precise_matrix.h"
#include "quflux/core/rounded.h"

namespace quflux::inline network {

namespace {

using Eigen::Index;

// sum of H_kl D_kl/2 - A_kl (s H^T)_lk over k, l.
template <class Real>
FlowTerms covariance_flow_terms(const CovarianceEquation& equation,
                                const BasicRealMatrix<Real>& covariance) {
  const BasicRealMatrix<Real> energy = equation.energy.transpose().cast<Real>();
  BasicRealMatrix<Real> weighted;
  if constexpr (std::is_same_v<Real, double>) {
    weighted = product(covariance, Form::plain, energy, Form::plain);
  } else {
    weighted = covariance.lazyProduct(energy);
  }
  const auto baths = static_cast<Index>(equation.baths.size());
  FlowTerms terms{RealVector::Zero(baths), RealVector::Zero(baths)};
  for (Index j = 0; j < baths; ++j) {
    const BathDrift& bath = equation.baths[static_cast<std::size_t>(j)];
    Real flow = 0;
    double size = 0;
    for (Index l = 0; l < bath.drift.cols(); ++l) {
      for (Index k = 0; k < bath.drift.rows(); ++k) {
        const Real driven = Real(equation.energy(k, l)) * Real(bath.drive(k, l)) * Real(0.5);
        const Real damped = Real(bath.drift(k, l)) * weighted(l, k);
        flow += driven - damped;
        size += std::abs(to_double(driven)) + std::abs(to_double(damped));
      }
    }
    terms.flows(j) = equation.scale * to_double(flow);
    terms.sizes(j) = equation.scale * size;
  }
  return terms;
}

DampingScales covariance_scales(const CovarianceEquation& equation, const RealVector& modes) {
  DampingScales scales{{}, modes.cwiseAbs().maxCoeff()};
  for (const BathDrift& bath : equation.baths) {
    scales.rates.push_back(bath.drift.cwiseAbs().maxCoeff());
  }
  return scales;
}

PreciseRealMatrix sum_of(const RealMatrix& first, const std::vector<BathDrift>& baths,
                         RealMatrix BathDrift::*part) {
  PreciseRealMatrix sum = first.cast<DoubleDouble>();
  for (const BathDrift& bath : baths) sum += (bath.*part).cast<DoubleDouble>();
  return sum;
}

}  // namespace

RealMatrix block_diagonal(const RealMatrix& q, const RealMatrix& p) {
  const Index n = q.rows();
  RealMatrix result = RealMatrix::Zero(2 * n, 2 * n);
  result.topLeftCorner(n, n) = q;
  result.bottomRightCorner(n, n) = p;
  return result;
}

ToldFlows told_flows(const CovarianceEquation& equation, const RealMatrix& covariance,
                     double relative_rounding, const std::optional<RealVector>& modes) {
  const FlowTerms terms = covariance_flow_terms<double>(equation, covariance);
  const auto limited = [&](ToldFlows told) {
    if (!modes) return told;
    return limited_by_modes(std::move(told), terms, rounding_of_modes(*modes),
                            covariance_scales(equation, *modes));
  };
  const double size = static_cast<double>(covariance.rows());
  const ToldFlows told = told_in_double(terms, relative_rounding);
  if (has_enough_digits(told)) return limited(told);
  if (size * size * size > kMostProducts) return limited(told_by_balance(terms));
  const PreciseRealMatrix drift = sum_of(equation.commutator, equation.baths, &BathDrift::drift);
  const PreciseRealMatrix drive = sum_of(RealMatrix::Zero(covariance.rows(), covariance.cols()),
                                         equation.baths, &BathDrift::drive);
  PreciseRealMatrix s = covariance.cast<DoubleDouble>();
  const SylvesterSolver solver(equation.drift().cast<Complex>());
  const bool symmetric = equation.symmetry == Symmetry::symmetric;
  // i times an antisymmetric matrix is Hermitian.
  const Complex factor = symmetric ? Complex(1) : Complex(0, 1);
  return limited(refined(terms.flows, [&] {
    const PreciseRealMatrix change = drift.lazyProduct(s);
    PreciseRealMatrix other = change.transpose();
    if (!symmetric) other = -other;
    const RealMatrix residual = rounded(drive - change - other);
    const Matrix correction = solver.solve(factor * residual.cast<Complex>()) / factor;
    s += correction.real().cast<DoubleDouble>();
    return covariance_flow_terms<DoubleDouble>(equation, s);
  }));
}

}  // namespace quflux::inline network
