#pragma once

#include <complex>
#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "quflux/core/matrix.h"
#include "quflux/core/matrix_element.h"

namespace quflux::inline generator {

/// L_j[rho] = sum over terms of (A rho B^+ - B^+ A rho) + h.c., in the energy basis. A and B have
/// few elements, which lie in two lists.
struct Dissipator {
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
  std::vector<MatrixElement> a_elements;
  std::vector<MatrixElement> b_elements;
  std::vector<Term> terms;

  std::span<const MatrixElement> a(const Term& term) const {
    return std::span(a_elements).subspan(term.a.begin, term.a.end - term.a.begin);
  }
  std::span<const MatrixElement> b(const Term& term) const {
    return std::span(b_elements).subspan(term.b.begin, term.b.end - term.b.begin);
  }
};

/// Calls f(a, b, A_a B_b^*) for every element a of A and b of B, term after term: what L_j[rho],
/// its matrix and its flow are sums of.
template <class F>
void for_each_product(const Dissipator& dissipator, F&& f) {
  for (const Dissipator::Term& term : dissipator.terms) {
    for (const MatrixElement& b : dissipator.b(term)) {
      for (const MatrixElement& a : dissipator.a(term)) f(a, b, a.value * std::conj(b.value));
    }
  }
}

/// The generator of d rho/dt = -i [H, rho] + sum_j L_j[rho], written in the eigenbasis of H.
/// Solvers and flows know a model through this alone.
struct Generator {
  RealVector energies;  ///< E_a, ascending
  Matrix basis;         ///< column a is the eigenvector of E_a in the basis of the model
  std::vector<Dissipator> dissipators;  ///< of the baths, then of the Lindblad channels
  /// Whether it is so by its form, as those of the global and local equations are.
  bool completely_positive = false;
};

/// basis^+ rho basis: from the basis of the model to the energy basis.
Matrix to_energy_basis(const Generator& generator, const Matrix& rho);

/// basis rho basis^+: from the energy basis to the basis of the model.
Matrix from_energy_basis(const Generator& generator, const Matrix& rho);

/// L_j[rho], with rho, which need not be Hermitian, and the result in the energy basis.
Matrix dissipate(const Dissipator& dissipator, const Matrix& rho);

/// The d^2 x d^2 matrix of the generator acting on vec(rho), the columns of rho (in the energy
/// basis) stacked on each other.
Matrix superoperator(const Generator& generator);

/// The same in the memory of an earlier result.
void find_superoperator(const Generator& generator, Matrix& result);

}  // namespace quflux::inline generator
