#pragma once

#include <type_traits>

#include "quflux/core/double_double.h"

namespace quflux::inline core {

/// A matrix or an expression of any precision in double precision, element by element.
template <class M>
auto rounded(const M& m) {
  return m.unaryExpr([](const typename M::Scalar& x) { return to_double(x); }).eval();
}

/// a b: Eigen's blocked products are for doubles.
template <class A, class B>
auto multiplied(const A& a, const B& b) {
  using Scalar = typename A::Scalar;
  using Product = Eigen::Matrix<Scalar, Eigen::Dynamic, Eigen::Dynamic>;
  if constexpr (std::is_same_v<Scalar, Complex> || std::is_same_v<Scalar, double>) {
    return Product(a * b);
  } else {
    return Product(a.lazyProduct(b));
  }
}

}  // namespace quflux::inline core
