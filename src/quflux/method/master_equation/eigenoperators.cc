#include "quflux/method/master_equation/eigenoperators.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace quflux::inline master_equation {

double rounding_of(const Matrix& op) {
  return 4 * static_cast<double>(op.rows()) * std::numeric_limits<double>::epsilon() *
         op.cwiseAbs().maxCoeff();
}

void find_eigenoperators(const RealVector& energies, const Matrix& coupling_operator,
                         double tolerance, Eigenoperators& result) {
  const Eigen::Index d = energies.size();
  const double noise = rounding_of(coupling_operator);
  const auto frequency = [&](const MatrixElement& e) {
    return energies(e.column) - energies(e.row);
  };
  std::vector<MatrixElement>& elements = result.elements;
  elements.clear();
  double largest = 0;
  for (Eigen::Index b = 0; b < d; ++b) {
    for (Eigen::Index a = 0; a < d; ++a) {
      if (std::abs(coupling_operator(a, b)) > noise) {
        elements.push_back({a, b, coupling_operator(a, b)});
        largest = std::max(largest, std::abs(frequency(elements.back())));
      }
    }
  }
  // Equal frequencies in the order of the matrix, so that the result does not depend on the sort.
  std::ranges::sort(elements, [&](const MatrixElement& x, const MatrixElement& y) {
    const double wx = frequency(x);
    const double wy = frequency(y);
    return wx != wy ? wx < wy : std::pair(x.column, x.row) < std::pair(y.column, y.row);
  });

  const double width = tolerance * largest;
  result.frequencies.clear();
  result.begins.assign(1, 0);
  for (std::size_t first = 0; first < elements.size();) {
    std::size_t last = first;
    double sum = 0;
    bool zero = false;
    do {
      const double w = frequency(elements[last]);
      sum += w;
      zero = zero || std::abs(w) <= width;
      ++last;
    } while (last < elements.size() &&
             frequency(elements[last]) - frequency(elements[last - 1]) <= width);
    result.frequencies.push_back(zero ? 0 : sum / static_cast<double>(last - first));
    result.begins.push_back(last);
    first = last;
  }
}

Eigenoperators eigenoperators(const RealVector& energies, const Matrix& coupling_operator,
                              double tolerance) {
  Eigenoperators result;
  find_eigenoperators(energies, coupling_operator, tolerance, result);
  return result;
}

}  // namespace quflux::inline master_equation
