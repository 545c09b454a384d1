#include "quflux/method/master_equation/number_operators.h"

#include <algorithm>

#include "quflux/model/system_builder.h"

namespace quflux::inline master_equation {

std::vector<std::vector<MatrixElement>> number_operators(const Model& model) {
  std::vector<std::vector<MatrixElement>> numbers;
  for (const Site& site : model.sites) {
    numbers.push_back(matrix_elements(sparse_product_operator(model, {{site.name, "n"}})));
  }
  return numbers;
}

RealVector means(const std::vector<std::vector<MatrixElement>>& operators, const Matrix& rho) {
  RealVector result(static_cast<Eigen::Index>(operators.size()));
  std::ranges::transform(operators, result.begin(), [&](const std::vector<MatrixElement>& op) {
    double mean = 0;
    for (const MatrixElement& e : op) mean += (e.value * rho(e.column, e.row)).real();
    return mean;
  });
  return result;
}

}  // namespace quflux::inline master_equation
