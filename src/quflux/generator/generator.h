#pragma once

#include <complex>
#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "quflux/core/double_double.h"
#include "quflux/core/matrix.h"
#include "quflux/core/matrix_element.h"

namespace quflux::inline generator {

/// L_j[rho] = sum over terms of (A rho B^+ - B^+ A rho) + h.c., in the energy basis. A and B have
/// few elements, which lie in two lists.
template <class Real>
struct BasicDissipator {
  using Element = BasicMatrixElement<Real>;
  struct Range {
    std::size_t begin;
    std::size_t end;
  };
  struct Term {
    Range a;           ///< in a_elements
    Range b;           ///< in b_elements
    double frequency;  ///< w of the eigenoperator B; NaN where B is a sum of several
  };

  std::string bath;
  std::vector<Element> a_elements;
  std::vector<Element> b_elements;
  std::vector<Term> terms;

  std::span<const Element> a(const Term& term) const {
    return std::span(a_elements).subspan(term.a.begin, term.a.end - term.a.begin);
  }
  std::span<const Element> b(const Term& term) const {
    return std::span(b_elements).subspan(term.b.begin, term.b.end - term.b.begin);
  }
};

using Dissipator = BasicDissipator<double>;

/// Calls f(a, b, A_a B_b^*) for every element a of A and b of B.
template <class Real, class F>
void for_each_product(std::span<const BasicMatrixElement<Real>> as,
                      std::span<const BasicMatrixElement<Real>> bs, F&& f) {
  for (const auto& b : bs) {
    for (const auto& a : as) f(a, b, a.value * std::conj(b.value));
  }
}

/// The same term after term: what L_j[rho], its matrix and its flow are sums of.
template <class Real, class F>
void for_each_product(const BasicDissipator<Real>& dissipator, F&& f) {
  for (const auto& term : dissipator.terms) {
    for_each_product<Real>(dissipator.a(term), dissipator.b(term), f);
  }
}

/// The generator of d rho/dt = -i [H, rho] + sum_j L_j[rho], written in the eigenbasis of H.
/// Solvers and flows know a model through this alone. Real is double, or DoubleDouble where that
/// does not do.
template <class Real>
struct BasicGenerator {
  BasicRealVector<Real> energies;  ///< E_a, ascending
  BasicMatrix<Real> basis;         ///< column a is the eigenvector of E_a in the basis of the model
  std::vector<BasicDissipator<Real>> dissipators;  ///< of the baths, then of the Lindblad channels
  /// Whether it is so by its form, as those of the global and local equations are.
  bool completely_positive = false;
};

using Generator = BasicGenerator<double>;

/// basis^+ rho basis: from the basis of the model to the energy basis.
Matrix to_energy_basis(const Generator& generator, const Matrix& rho);

/// basis rho basis^+: from the energy basis to the basis of the model.
Matrix from_energy_basis(const Generator& generator, const Matrix& rho);

/// L_j[rho], with rho, which need not be Hermitian, and the result in the energy basis.
Matrix dissipate(const Dissipator& dissipator, const Matrix& rho);

/// d rho/dt, with rho, which need not be Hermitian, and the result in the energy basis.
template <class Real>
void find_derivative(const BasicGenerator<Real>& generator, const BasicMatrix<Real>& rho,
                     BasicMatrix<Real>& result);

extern template void find_derivative(const BasicGenerator<double>&, const Matrix&, Matrix&);
extern template void find_derivative(const BasicGenerator<DoubleDouble>&,
                                     const BasicMatrix<DoubleDouble>&, BasicMatrix<DoubleDouble>&);

/// The d^2 x d^2 matrix of the generator acting on vec(rho), the columns of rho (in the energy
/// basis) stacked on each other.
Matrix superoperator(const Generator& generator);

/// The same in the memory of an earlier result.
template <class Real>
void find_superoperator(const BasicGenerator<Real>& generator, BasicMatrix<Real>& result);

extern template void find_superoperator(const BasicGenerator<double>&, Matrix&);
extern template void find_superoperator(const BasicGenerator<DoubleDouble>&,
                                        BasicMatrix<DoubleDouble>&);

}  // namespace quflux::inline generator
