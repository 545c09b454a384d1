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

namespace {

// sqrt(2) to 31 digits.
template <class Real>
Real root_of_two() {
  return Real(std::numbers::sqrt2);
}
template <>
DoubleDouble root_of_two() {
  const DoubleDouble root = std::numbers::sqrt2;
  return root + (DoubleDouble(2) - root * root) / (DoubleDouble(2) * root);
}

}  // namespace

template <class Real>
void find_real(const BasicMatrix<Real>& m, const std::vector<Index>& adjoints,
               BasicRealMatrix<Real>& result) {
  using Scalar = std::complex<Real>;
  const Real root = root_of_two<Real>();
  const auto adjoint = [&](Index i) { return adjoints[static_cast<std::size_t>(i)]; };
  for (Index j = 0; j < m.cols(); ++j) {
    const Index l = adjoint(j);
    if (j > l) continue;
    for (Index i = 0; i < m.rows(); ++i) {
      const Index k = adjoint(i);
      if (i > k) continue;
      if (i == k || j == l) {
        const Scalar element = (i == k && j == l ? Real(1) : root) * m(i, j);
        result(i, j) = element.real();
        if (i != k) result(k, j) = element.imag();
        if (j != l) result(i, l) = -element.imag();
      } else {
        const Scalar sum = m(i, j) + m(i, l);
        const Scalar difference = m(i, j) - m(i, l);
        result(i, j) = sum.real();
        result(k, j) = sum.imag();
        result(i, l) = -difference.imag();
        result(k, l) = difference.real();
      }
    }
  }
}

template <class Real>
void find_elements(const BasicRealVector<Real>& real, const std::vector<Index>& adjoints,
                   BasicVector<Real>& result) {
  using Scalar = std::complex<Real>;
  const Real root = root_of_two<Real>();
  for (Index i = 0; i < real.size(); ++i) {
    const Index k = adjoints[static_cast<std::size_t>(i)];
    if (i > k) continue;
    result(i) = i == k ? Scalar(real(i)) : Scalar(real(i), real(k)) / root;
    result(k) = std::conj(result(i));
  }
}

template void find_real(const Matrix&, const std::vector<Index>&, RealMatrix&);
template void find_real(const BasicMatrix<DoubleDouble>&, const std::vector<Index>&,
                        BasicRealMatrix<DoubleDouble>&);
template void find_elements(const RealVector&, const std::vector<Index>&, Vector&);
template void find_elements(const BasicRealVector<DoubleDouble>&, const std::vector<Index>&,
                            BasicVector<DoubleDouble>&);

void find_reals(const Vector& elements, const std::vector<Index>& adjoints, RealVector& result) {
  for (Index i = 0; i < elements.size(); ++i) {
    const Index k = adjoints[static_cast<std::size_t>(i)];
    if (i > k) continue;
    const double norm = i == k ? 1 : std::numbers::sqrt2;
    result(i) = norm * elements(i).real();
    if (i != k) result(k) = norm * elements(i).imag();
  }
}

}  // namespace quflux::inline solve
