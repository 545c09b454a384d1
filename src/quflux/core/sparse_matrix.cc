#include "quflux/core/sparse_matrix.h"

namespace quflux::inline core {

std::vector<MatrixElement> matrix_elements(const SparseMatrix& m) {
  std::vector<MatrixElement> elements;
  for (Eigen::Index column = 0; column < m.cols(); ++column) {
    for (SparseMatrix::InnerIterator e(m, column); e; ++e) {
      if (e.value() != Complex(0)) elements.push_back({e.row(), e.col(), e.value()});
    }
  }
  return elements;
}

}  // namespace quflux::inline core
