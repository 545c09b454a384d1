#include "quflux/method/master_equation/eigenoperators.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace quflux::inline master_equation {

template <class Real>
void find_eigenoperators(const BasicRealVector<Real>& energies,
                         const BasicMatrix<Real>& coupling_operator, double tolerance,
                         BasicEigenoperators<Real>& result) {
  using Element = BasicMatrixElement<Real>;
  const Eigen::Index d = energies.size();
  const double noise = rounding_of(coupling_operator);
  const auto frequency = [&](const Element& e) { return energies(e.column) - energies(e.row); };
  std::vector<Element>& elements = result.elements;
  elements.clear();
  double largest = 0;
  for (Eigen::Index b = 0; b < d; ++b) {
    for (Eigen::Index a = 0; a < d; ++a) {
      if (magnitude(coupling_operator(a, b)) > noise) {
        elements.push_back({a, b, coupling_operator(a, b)});
        largest = std::max(largest, std::abs(to_double(frequency(elements.back()))));
      }
    }
  }
  // Equal frequencies in the order of the matrix, so that the result does not depend on the sort.
  std::ranges::sort(elements, [&](const Element& x, const Element& y) {
    const Real wx = frequency(x);
    const Real wy = frequency(y);
    return wx != wy ? wx < wy : std::pair(x.column, x.row) < std::pair(y.column, y.row);
  });

  const double width = tolerance * largest;
  result.frequencies.clear();
  result.begins.assign(1, 0);
  for (std::size_t first = 0; first < elements.size();) {
    std::size_t last = first;
    Real sum = 0;
    bool zero = false;
    do {
      const Real w = frequency(elements[last]);
      sum += w;
      zero = zero || std::abs(to_double(w)) <= width;
      ++last;
    } while (last < elements.size() &&
             to_double(frequency(elements[last]) - frequency(elements[last - 1])) <= width);
    result.frequencies.push_back(zero ? Real(0) : sum / static_cast<double>(last - first));
    result.begins.push_back(last);
    first = last;
  }
}

template void find_eigenoperators(const RealVector&, const Matrix&, double, Eigenoperators&);
template void find_eigenoperators(const BasicRealVector<DoubleDouble>&,
                                  const BasicMatrix<DoubleDouble>&, double,
                                  BasicEigenoperators<DoubleDouble>&);

Eigenoperators eigenoperators(const RealVector& energies, const Matrix& coupling_operator,
                              double tolerance) {
  Eigenoperators result;
  find_eigenoperators(energies, coupling_operator, tolerance, result);
  return result;
}

}  // namespace quflux::inline master_equation
