#pragma once

#include <span>
#include <vector>

#include "quflux/core/matrix.h"

namespace quflux::inline core {

/// |row> value <column|. Operators of quantum systems have few of them.
template <class Real>
struct BasicMatrixElement {
  Eigen::Index row;
  Eigen::Index column;
  std::complex<Real> value;
};

using MatrixElement = BasicMatrixElement<double>;

/// The elements of a matrix that are not zero, column by column.
std::vector<MatrixElement> matrix_elements(const Matrix& m);

/// The d x d matrix with these elements.
Matrix to_matrix(std::span<const MatrixElement> elements, Eigen::Index d);

}  // namespace quflux::inline core
