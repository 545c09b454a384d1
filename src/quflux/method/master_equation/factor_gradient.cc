#include "quflux/method/master_equation/factor_gradient.h"

namespace quflux::inline master_equation {

namespace {

using Elements = std::span<const MatrixElement>;

bool all_vanish(Elements elements, const Matrix& op) {
  for (const MatrixElement& e : elements) {
    if (op(e.row, e.column) != Complex(0)) return false;
  }
  return true;
}

}  // namespace

FactorGradient factor_gradient(const BathFactors& factors, const Transitions& transitions,
                               const Matrix& m, const Matrix& rho) {
  const Eigen::Index d = m.rows();
  const Matrix a_factor = factors.rates.alpha.cwiseProduct(factors.op);
  const Matrix b_factor = factors.rates.beta.cwiseProduct(factors.op);
  FactorGradient gradient{Matrix::Zero(d, d), Matrix::Zero(d, d)};
  const std::span<const MatrixElement> elements(transitions.parts.elements);
  Matrix commutator(d, d);  // [B^+, M]
  Matrix applied(d, d);     // A rho
  for (const Dissipator::Term& term : factors.terms) {
    const Elements as = elements.subspan(term.a.begin, term.a.end - term.a.begin);
    const Elements bs = elements.subspan(term.b.begin, term.b.end - term.b.begin);
    // Where a term has no elements, what changes in it is of second order.
    if (all_vanish(as, factors.op) && all_vanish(bs, factors.op)) continue;
    commutator.setZero();
    applied.setZero();
    for (const MatrixElement& e : bs) {
      const Complex z = std::conj(b_factor(e.row, e.column));
      if (z == Complex(0)) continue;
      commutator.row(e.column) += z * m.row(e.row);
      commutator.col(e.row) -= z * m.col(e.column);
    }
    for (const MatrixElement& e : as) {
      gradient.a(e.row, e.column) += (rho.row(e.column) * commutator.col(e.row)).value();
      const Complex z = a_factor(e.row, e.column);
      if (z != Complex(0)) applied.row(e.row) += z * rho.row(e.column);
    }
    for (const MatrixElement& e : bs) {
      gradient.b(e.row, e.column) += (m.row(e.row) * applied.col(e.column)).value() -
                                     (applied.row(e.row) * m.col(e.column)).value();
    }
  }
  return gradient;
}

double contract(const FactorGradient& gradient, const FactorChange& change) {
  return 2 * (gradient.a.cwiseProduct(change.a).sum().real() +
              gradient.b.cwiseProduct(change.b.conjugate()).sum().real());
}

}  // namespace quflux::inline master_equation
