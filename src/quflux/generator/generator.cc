#include "quflux/generator/generator.h"

namespace quflux::inline generator {

Matrix to_energy_basis(const Generator& generator, const Matrix& rho) {
  return generator.basis.adjoint() * rho * generator.basis;
}

Matrix from_energy_basis(const Generator& generator, const Matrix& rho) {
  return generator.basis * rho * generator.basis.adjoint();
}

Matrix dissipate(const Dissipator& dissipator, const Matrix& rho) {
  Matrix result = Matrix::Zero(rho.rows(), rho.cols());
  for_each_product(
      dissipator, [&](const MatrixElement& a, const MatrixElement& b, Complex product) {
        result(a.row, b.row) += product * rho(a.column, b.column);             // A rho B^+
        result(b.row, a.row) += std::conj(product) * rho(b.column, a.column);  // B rho A^+
        if (a.row != b.row) return;
        result.row(b.column) -= product * rho.row(a.column);             // B^+ A rho
        result.col(b.column) -= std::conj(product) * rho.col(a.column);  // rho A^+ B
      });
  return result;
}

void find_superoperator(const Generator& generator, Matrix& result) {
  const Eigen::Index d = generator.energies.size();
  result.setZero(d * d, d * d);
  const auto at = [&](Eigen::Index row, Eigen::Index column, Eigen::Index from_row,
                      Eigen::Index from_column) -> Complex& {
    return result(column * d + row, from_column * d + from_row);
  };
  for (const Dissipator& dissipator : generator.dissipators) {
    for_each_product(dissipator,
                     [&](const MatrixElement& a, const MatrixElement& b, Complex product) {
                       at(a.row, b.row, a.column, b.column) += product;             // A rho B^+
                       at(b.row, a.row, b.column, a.column) += std::conj(product);  // B rho A^+
                       if (a.row != b.row) return;
                       for (Eigen::Index other = 0; other < d; ++other) {
                         at(b.column, other, a.column, other) -= product;             // B^+ A rho
                         at(other, b.column, other, a.column) -= std::conj(product);  // rho A^+ B
                       }
                     });
  }
  for (Eigen::Index column = 0; column < d; ++column) {
    for (Eigen::Index row = 0; row < d; ++row) {
      at(row, column, row, column) -=
          Complex(0, generator.energies(row) - generator.energies(column));
    }
  }
}

Matrix superoperator(const Generator& generator) {
  Matrix result;
  find_superoperator(generator, result);
  return result;
}

}  // namespace quflux::inline generator
