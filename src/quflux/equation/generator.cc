#include "quflux/equation/generator.h"

#include <numeric>

namespace quflux {

namespace {

struct Entry {
  Eigen::Index row;
  Eigen::Index column;
  Complex value;
};

std::vector<Entry> nonzeros(const Matrix& m) {
  std::vector<Entry> entries;
  for (Eigen::Index column = 0; column < m.cols(); ++column) {
    for (Eigen::Index row = 0; row < m.rows(); ++row) {
      if (m(row, column) != Complex(0)) {
        entries.push_back({row, column, m(row, column)});
      }
    }
  }
  return entries;
}

// Adds rho -> x rho y^+ to the superoperator: conj(y) (x) x. Eigenoperators are sparse, which makes
// this much cheaper than a dense Kronecker product.
void add_sandwich(Matrix& superop, const std::vector<Entry>& x, const std::vector<Entry>& y,
                  Eigen::Index d) {
  for (const Entry& right : y) {
    const Complex factor = std::conj(right.value);
    for (const Entry& left : x) {
      superop(right.row * d + left.row, right.column * d + left.column) += factor * left.value;
    }
  }
}

}  // namespace

Matrix to_energy_basis(const Generator& generator, const Matrix& rho) {
  return generator.basis.adjoint() * rho * generator.basis;
}

Matrix from_energy_basis(const Generator& generator, const Matrix& rho) {
  return generator.basis * rho * generator.basis.adjoint();
}

Matrix dissipate(const Dissipator& dissipator, const Matrix& rho) {
  Matrix half = Matrix::Zero(rho.rows(), rho.cols());
  for (const DissipatorTerm& term : dissipator.terms) {
    const Matrix a_rho = term.a * rho;
    half.noalias() += a_rho * term.b.adjoint();
    half.noalias() -= term.b.adjoint() * a_rho;
  }
  return half + half.adjoint();
}

Matrix superoperator(const Generator& generator) {
  const Eigen::Index d = generator.energies.size();
  Matrix superop = Matrix::Zero(d * d, d * d);
  Matrix decay = Matrix::Zero(d, d);  // sum of B^+ A
  for (const Dissipator& dissipator : generator.dissipators) {
    for (const DissipatorTerm& term : dissipator.terms) {
      const std::vector<Entry> a = nonzeros(term.a);
      const std::vector<Entry> b = nonzeros(term.b);
      add_sandwich(superop, a, b, d);
      add_sandwich(superop, b, a, d);
      decay.noalias() += term.b.adjoint() * term.a;
    }
  }
  for (Eigen::Index column = 0; column < d; ++column) {
    superop.block(column * d, column * d, d, d) -= decay;  // - B^+ A rho
    for (Eigen::Index other = 0; other < d; ++other) {     // - rho A^+ B
      superop.block(other * d, column * d, d, d).diagonal().array() -=
          std::conj(decay(other, column));
    }
    for (Eigen::Index row = 0; row < d; ++row) {
      superop(column * d + row, column * d + row) -=
          Complex(0, generator.energies(row) - generator.energies(column));
    }
  }
  return superop;
}

}  // namespace quflux
