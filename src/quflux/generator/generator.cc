#include "quflux/generator/generator.h"

namespace quflux::inline generator {

Matrix to_energy_basis(const Generator& generator, const Matrix& rho) {
  return generator.basis.adjoint() * rho * generator.basis;
}

Matrix from_energy_basis(const Generator& generator, const Matrix& rho) {
  return generator.basis * rho * generator.basis.adjoint();
}

namespace {

template <class Real>
using Elements = std::span<const BasicMatrixElement<Real>>;

// Adds what one term does, pair by pair of its elements.
template <class Real>
void add_pairs(Elements<Real> as, Elements<Real> bs, const BasicMatrix<Real>& rho,
               BasicMatrix<Real>& result) {
  for_each_product<Real>(
      as, bs, [&](const auto& a, const auto& b, const std::complex<Real>& product) {
        result(a.row, b.row) += product * rho(a.column, b.column);             // A rho B^+
        result(b.row, a.row) += std::conj(product) * rho(b.column, a.column);  // B rho A^+
        if (a.row != b.row) return;
        for (Eigen::Index k = 0; k < rho.cols(); ++k) {
          result(b.column, k) -= product * rho(a.column, k);             // B^+ A rho
          result(k, b.column) -= std::conj(product) * rho(k, a.column);  // rho A^+ B
        }
      });
}

// The same by products of matrices, in which both have many elements.
template <class Real>
void add_products(Elements<Real> as, Elements<Real> bs, const BasicMatrix<Real>& rho,
                  BasicMatrix<Real>& result) {
  const Eigen::Index d = rho.rows();
  // A rho, and (rho A^+)^T, whose columns lie in one piece.
  BasicMatrix<Real> left = BasicMatrix<Real>::Zero(d, d);
  BasicMatrix<Real> right = BasicMatrix<Real>::Zero(d, d);
  const BasicMatrix<Real> transposed = rho.transpose();
  for (const auto& a : as) {
    left.col(a.row) += a.value * transposed.col(a.column);  // (A rho)^T
    right.col(a.row) += std::conj(a.value) * rho.col(a.column);
  }
  const BasicMatrix<Real> applied = left.transpose();
  const BasicMatrix<Real> applied_right = right.transpose();
  BasicMatrix<Real> by_rows = BasicMatrix<Real>::Zero(d, d);  // (B rho A^+ - B^+ A rho)^T
  for (const auto& b : bs) {
    result.col(b.row) += std::conj(b.value) * applied.col(b.column);  // A rho B^+
    result.col(b.column) -= b.value * right.col(b.row);               // rho A^+ B
    by_rows.col(b.row) += b.value * applied_right.col(b.column);
    by_rows.col(b.column) -= std::conj(b.value) * left.col(b.row);
  }
  result += by_rows.transpose();
}

// Adds L_j[rho].
template <class Real>
void add_dissipated(const BasicDissipator<Real>& dissipator, const BasicMatrix<Real>& rho,
                    BasicMatrix<Real>& result) {
  constexpr auto kOverhead = 8;
  for (const auto& term : dissipator.terms) {
    const auto a = dissipator.a(term);
    const auto b = dissipator.b(term);
    const auto products = kOverhead * static_cast<std::size_t>(rho.rows()) * (a.size() + b.size());
    if (a.size() * b.size() > products) {
      add_products<Real>(a, b, rho, result);
    } else {
      add_pairs<Real>(a, b, rho, result);
    }
  }
}

}  // namespace

Matrix dissipate(const Dissipator& dissipator, const Matrix& rho) {
  Matrix result = Matrix::Zero(rho.rows(), rho.cols());
  add_dissipated(dissipator, rho, result);
  return result;
}

template <class Real>
void find_derivative(const BasicGenerator<Real>& generator, const BasicMatrix<Real>& rho,
                     BasicMatrix<Real>& result) {
  const auto& e = generator.energies;
  result.resize(rho.rows(), rho.cols());
  for (Eigen::Index n = 0; n < rho.cols(); ++n) {
    for (Eigen::Index m = 0; m < rho.rows(); ++m) {
      result(m, n) = std::complex<Real>(Real(0), e(n) - e(m)) * rho(m, n);
    }
  }
  for (const BasicDissipator<Real>& dissipator : generator.dissipators) {
    add_dissipated(dissipator, rho, result);
  }
}

template void find_derivative(const BasicGenerator<double>&, const Matrix&, Matrix&);
template void find_derivative(const BasicGenerator<DoubleDouble>&, const BasicMatrix<DoubleDouble>&,
                              BasicMatrix<DoubleDouble>&);

template <class Real>
void find_superoperator(const BasicGenerator<Real>& generator, BasicMatrix<Real>& result) {
  using Scalar = std::complex<Real>;
  const Eigen::Index d = generator.energies.size();
  result.setZero(d * d, d * d);
  const auto at = [&](Eigen::Index row, Eigen::Index column, Eigen::Index from_row,
                      Eigen::Index from_column) -> Scalar& {
    return result(column * d + row, from_column * d + from_row);
  };
  for (const BasicDissipator<Real>& dissipator : generator.dissipators) {
    for_each_product(dissipator, [&](const auto& a, const auto& b, const Scalar& product) {
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
          Scalar(Real(0), generator.energies(row) - generator.energies(column));
    }
  }
}

template void find_superoperator(const BasicGenerator<double>&, Matrix&);
template void find_superoperator(const BasicGenerator<DoubleDouble>&, BasicMatrix<DoubleDouble>&);

Matrix superoperator(const Generator& generator) {
  Matrix result;
  find_superoperator(generator, result);
  return result;
}

}  // namespace quflux::inline generator
