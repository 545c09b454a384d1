#pragma once

#include <vector>

#include <Eigen/SparseCore>

#include "quflux/core/matrix.h"
#include "quflux/core/matrix_element.h"

namespace quflux::inline core {

/// Operators of quantum systems, of whose elements few are not zero.
using SparseMatrix = Eigen::SparseMatrix<Complex, Eigen::ColMajor, Eigen::Index>;

/// The elements that are not zero, column by column.
std::vector<MatrixElement> matrix_elements(const SparseMatrix& m);

}  // namespace quflux::inline core
