#include "quflux/method/network/covariance_equation.h"

#include <cmath>

namespace quflux::inline network {

namespace {

using Eigen::Index;

using PreciseMatrix = BasicRealMatrix<DoubleDouble>;

// Tr[H D_j]/2 - Tr[A_j s H], whose elements are weighted = s H.
template <class Real>
FlowTerms flow_terms(const CovarianceEquation& equation, const BasicRealMatrix<Real>& covariance) {
  const BasicRealMatrix<Real> weighted =
      covariance.lazyProduct(equation.energy.template cast<Real>());
  const auto baths = static_cast<Index>(equation.baths.size());
  FlowTerms terms{RealVector::Zero(baths), RealVector::Zero(baths)};
  for (Index j = 0; j < baths; ++j) {
    const BathDrift& bath = equation.baths[static_cast<std::size_t>(j)];
    Real flow = 0;
    for (Index l = 0; l < bath.drift.cols(); ++l) {
      for (Index k = 0; k < bath.drift.rows(); ++k) {
        const Real driven = Real(equation.energy(k, l)) * Real(bath.drive(k, l)) * Real(0.5);
        const Real damped = Real(bath.drift(k, l)) * weighted(l, k);
        flow += driven - damped;
        terms.sizes(j) += std::abs(to_double(driven)) + std::abs(to_double(damped));
      }
    }
    terms.flows(j) = to_double(flow);
  }
  return terms;
}

PreciseMatrix sum_of(const RealMatrix& first, const std::vector<BathDrift>& baths,
                     RealMatrix BathDrift::*part) {
  PreciseMatrix sum = first.cast<DoubleDouble>();
  for (const BathDrift& bath : baths) sum += (bath.*part).cast<DoubleDouble>();
  return sum;
}

}  // namespace

ToldFlows told_flows(const CovarianceEquation& equation, const RealMatrix& covariance,
                     const SylvesterSolver& solver, double relative_rounding) {
  const FlowTerms terms = flow_terms<double>(equation, covariance);
  const double size = static_cast<double>(covariance.rows());
  const ToldFlows told = told_in_double(terms, relative_rounding);
  if (has_enough_digits(told)) return told;
  if (size * size * size > kMostProducts) return told_by_balance(terms);
  const PreciseMatrix drift = sum_of(equation.commutator, equation.baths, &BathDrift::drift);
  const PreciseMatrix drive = sum_of(RealMatrix::Zero(covariance.rows(), covariance.cols()),
                                     equation.baths, &BathDrift::drive);
  PreciseMatrix s = covariance.cast<DoubleDouble>();
  return refined(terms.flows, [&] {
    const PreciseMatrix change = drift.lazyProduct(s);
    const RealMatrix residual =
        (drive - change - change.transpose()).unaryExpr([](const DoubleDouble& x) {
          return to_double(x);
        });
    s += solver.solve(residual.cast<Complex>()).real().cast<DoubleDouble>();
    return flow_terms<DoubleDouble>(equation, s);
  });
}

}  // namespace quflux::inline network
