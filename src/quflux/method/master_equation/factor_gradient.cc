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

// What both factors of a term, with all their elements, do by themselves.
struct Factored {
  Matrix a;
  Matrix b;
};

// Pair by pair of elements, which add A_a B_b^* K with
//
//   K = M(b.row, a.row) rho(a.column, b.column) - [a.row = b.row] (rho M)(a.column, b.column).
void add_pairs(Elements as, Elements bs, const Factored& factors, const Matrix& m,
               const Matrix& rho, const Matrix& rho_m, FactorGradient& gradient) {
  for (const MatrixElement& b : bs) {
    const Complex of_b = std::conj(factors.b(b.row, b.column));
    Complex sum = 0;
    for (const MatrixElement& a : as) {
      Complex k = m(b.row, a.row) * rho(a.column, b.column);
      if (a.row == b.row) k -= rho_m(a.column, b.column);
      gradient.a(a.row, a.column) += k * of_b;
      sum += k * factors.a(a.row, a.column);
    }
    gradient.b(b.row, b.column) += sum;
  }
}

// The same by products of matrices, rho [B^+, M] and [M, A rho].
void add_products(Elements as, Elements bs, const Factored& factors, const Matrix& m,
                  const Matrix& rho, FactorGradient& gradient) {
  const auto masked = [&](Elements elements, const Matrix& factor) {
    Matrix result = Matrix::Zero(m.rows(), m.cols());
    for (const MatrixElement& e : elements) {
      result(e.row, e.column) = factor(e.row, e.column);
    }
    return result;
  };
  const Matrix b_adjoint = masked(bs, factors.b).adjoint();
  const Matrix of_a = rho * (b_adjoint * m - m * b_adjoint);
  const Matrix applied = masked(as, factors.a) * rho;
  const Matrix of_b = m * applied - applied * m;
  for (const MatrixElement& e : as) gradient.a(e.row, e.column) += of_a(e.column, e.row);
  for (const MatrixElement& e : bs) gradient.b(e.row, e.column) += of_b(e.row, e.column);
}

}  // namespace

FactorGradient factor_gradient(const BathFactors& factors, const Transitions& transitions,
                               const Matrix& m, const Matrix& rho, const Matrix& rho_m) {
  const Eigen::Index d = m.rows();
  const Factored factored{factors.rates.alpha.cwiseProduct(factors.op),
                          factors.rates.beta.cwiseProduct(factors.op)};
  FactorGradient gradient{Matrix::Zero(d, d), Matrix::Zero(d, d)};
  const std::span<const MatrixElement> elements(transitions.parts.elements);
  for (const Dissipator::Term& term : factors.terms) {
    const Elements as = elements.subspan(term.a.begin, term.a.end - term.a.begin);
    const Elements bs = elements.subspan(term.b.begin, term.b.end - term.b.begin);
    // Where a term has no elements, what changes in it is of second order.
    if (all_vanish(as, factors.op) && all_vanish(bs, factors.op)) continue;
    if (as.size() * bs.size() > static_cast<std::size_t>(d * d * d) / 4) {
      add_products(as, bs, factored, m, rho, gradient);
    } else {
      add_pairs(as, bs, factored, m, rho, rho_m, gradient);
    }
  }
  return gradient;
}

double contract(const FactorGradient& gradient, const FactorChange& change) {
  return 2 * (gradient.a.cwiseProduct(change.a).sum().real() +
              gradient.b.cwiseProduct(change.b.conjugate()).sum().real());
}

}  // namespace quflux::inline master_equation
