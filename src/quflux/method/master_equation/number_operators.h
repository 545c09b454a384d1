#pragma once

#include <vector>

#include "quflux/core/matrix_element.h"
#include "quflux/model/model.h"

namespace quflux::inline master_equation {

/// The elements of n of each site, in the basis of the model.
std::vector<std::vector<MatrixElement>> number_operators(const Model& model);

/// The means of Hermitian operators by their elements.
RealVector means(const std::vector<std::vector<MatrixElement>>& operators, const Matrix& rho);

}  // namespace quflux::inline master_equation
