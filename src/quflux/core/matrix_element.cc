#include "quflux/core/matrix_element.h"

namespace quflux::inline core {

std::vector<MatrixElement> matrix_elements(const Matrix& m) {
  std::vector<MatrixElement> elements;
  for (Eigen::Index column = 0; column < m.cols(); ++column) {
    for (Eigen::Index row = 0; row < m.rows(); ++row) {
      if (m(row, column) != Complex(0)) elements.push_back({row, column, m(row, column)});
    }
  }
  return elements;
}

Matrix to_matrix(std::span<const MatrixElement> elements, Eigen::Index d) {
  Matrix result = Matrix::Zero(d, d);
  for (const MatrixElement& e : elements) result(e.row, e.column) += e.value;
  return result;
}

}  // namespace quflux::inline core
