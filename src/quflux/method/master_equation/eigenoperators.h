#pragma once

#include <algorithm>
#include <cstddef>
#include <span>
#include <vector>

#include "quflux/core/double_double.h"
#include "quflux/core/matrix_element.h"

namespace quflux::inline master_equation {

/// S(w) = sum over pairs with E_b - E_a = w of |a><a| S |b><b|, Eq. (2), in the energy basis: parts
/// of a coupling operator S that lower the energy by w, ascending in w. Their sum is the operator.
template <class Real>
struct BasicEigenoperators {
  std::vector<Real> frequencies;                   ///< w of each part, of any sign
  std::vector<std::size_t> begins;                 ///< of each part in `elements`, and the end
  std::vector<BasicMatrixElement<Real>> elements;  ///< of all parts, one part behind the other

  std::size_t size() const { return frequencies.size(); }
  std::span<const BasicMatrixElement<Real>> part(std::size_t k) const {
    return std::span(elements).subspan(begins[k], begins[k + 1] - begins[k]);
  }
};

using Eigenoperators = BasicEigenoperators<double>;

/// Elements of an operator in the energy basis up to this are rounding: 4 d epsilon of the largest.
template <class Real>
double rounding_of(const BasicMatrix<Real>& op) {
  double largest = 0;
  for (const std::complex<Real>& z : op.reshaped()) largest = std::max(largest, magnitude(z));
  return 4 * static_cast<double>(op.rows()) * kEpsilon<Real> * largest;
}

/// Splits `coupling_operator` (in the energy basis) into its eigenoperators. Neighbouring
/// frequencies closer than `tolerance` times the largest |w| count as one, at their mean; those
/// within it of zero are zero. Matrix elements at the level of rounding_of() are dropped.
Eigenoperators eigenoperators(const RealVector& energies, const Matrix& coupling_operator,
                              double tolerance);

/// The same in the memory of an earlier result.
template <class Real>
void find_eigenoperators(const BasicRealVector<Real>& energies,
                         const BasicMatrix<Real>& coupling_operator, double tolerance,
                         BasicEigenoperators<Real>& result);

extern template void find_eigenoperators(const RealVector&, const Matrix&, double, Eigenoperators&);
extern template void find_eigenoperators(const BasicRealVector<DoubleDouble>&,
                                         const BasicMatrix<DoubleDouble>&, double,
                                         BasicEigenoperators<DoubleDouble>&);

}  // namespace quflux::inline master_equation
