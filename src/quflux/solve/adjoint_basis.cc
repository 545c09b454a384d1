#include "quflux/solve/adjoint_basis.h"

#include <algorithm>
#include <numbers>

namespace quflux::inline solve {

using Eigen::Index;

bool find_adjoints(std::span<const Index> elements, Index dimension, std::vector<Index>& adjoints) {
  adjoints.clear();
  for (const Index i : elements) {
    const Index adjoint = i % dimension * dimension + i / dimension;
    const auto at = std::ranges::lower_bound(elements, adjoint);
    if (at == elements.end() || *at != adjoint) return false;
    adjoints.push_back(at - elements.begin());
  }
  return true;
}

void find_real(const Matrix& m, const std::vector<Index>& adjoints, RealMatrix& result) {
  const auto adjoint = [&](Index i) { return adjoints[static_cast<std::size_t>(i)]; };
  for (Index j = 0; j < m.cols(); ++j) {
    const Index l = adjoint(j);
    if (j > l) continue;
    for (Index i = 0; i < m.rows(); ++i) {
      const Index k = adjoint(i);
      if (i > k) continue;
      if (i == k || j == l) {
        const Complex element = (i == k && j == l ? 1 : std::numbers::sqrt2) * m(i, j);
        result(i, j) = element.real();
        if (i != k) result(k, j) = element.imag();
        if (j != l) result(i, l) = -element.imag();
      } else {
        const Complex sum = m(i, j) + m(i, l);
        const Complex difference = m(i, j) - m(i, l);
        result(i, j) = sum.real();
        result(k, j) = sum.imag();
        result(i, l) = -difference.imag();
        result(k, l) = difference.real();
      }
    }
  }
}

void find_elements(const RealVector& real, const std::vector<Index>& adjoints, Vector& result) {
  for (Index i = 0; i < real.size(); ++i) {
    const Index k = adjoints[static_cast<std::size_t>(i)];
    if (i > k) continue;
    result(i) = i == k ? Complex(real(i)) : Complex(real(i), real(k)) / std::numbers::sqrt2;
    result(k) = std::conj(result(i));
  }
}

}  // namespace quflux::inline solve
