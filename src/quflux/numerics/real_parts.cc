#include "quflux/numerics/real_parts.h"

#include <algorithm>

namespace quflux::inline numerics {

using Eigen::Index;

bool is_real(const Matrix& m) {
  return std::all_of(m.data(), m.data() + m.size(), [](const Complex& z) { return z.imag() == 0; });
}

Matrix product_by_parts(const Matrix& a, Form form_a, const Matrix& b, Form form_b) {
  if (!is_real(a) || !is_real(b)) return product(a, form_a, b, form_b);
  return product(RealMatrix(a.real()), form_a, RealMatrix(b.real()), form_b).cast<Complex>();
}

Matrix in_basis(const Matrix& vectors, const Matrix& op) {
  const Index few = op.rows() * op.rows() / 8;
  if ((op.array() != Complex(0)).count() > few) {
    return product_by_parts(vectors, Form::adjoint,
                            product_by_parts(op, Form::plain, vectors, Form::plain), Form::plain);
  }
  // Row by row of the transposed vectors, which lie in one piece.
  const Matrix transposed = vectors.transpose();
  Matrix right = Matrix::Zero(op.rows(), op.cols());  // (op vectors)^T
  for (Index column = 0; column < op.cols(); ++column) {
    for (Index row = 0; row < op.rows(); ++row) {
      const Complex value = op(row, column);
      if (value != Complex(0)) right.col(row) += value * transposed.col(column);
    }
  }
  right.transposeInPlace();
  return product_by_parts(vectors, Form::adjoint, right, Form::plain);
}

}  // namespace quflux::inline numerics
