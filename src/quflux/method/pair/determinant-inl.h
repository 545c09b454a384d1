// Included once for every instruction set, and for numbers alone; see kernel.cc and stationary.cc.
#if defined(QUFLUX_TWO_TLS_DETERMINANT_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef QUFLUX_TWO_TLS_DETERMINANT_INL_H_
#undef QUFLUX_TWO_TLS_DETERMINANT_INL_H_
#else
#define QUFLUX_TWO_TLS_DETERMINANT_INL_H_
#endif

#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace quflux::inline pair::HWY_NAMESPACE {

template <class Number>
struct Determinant {
  Number value;
  Number size;  ///< of the terms that it is a difference of
};

/// The determinant of the partial secular equation in the basis of the atoms, with
/// K_1 = [[a, p], [0, 0]] and K_2 = [[0, 0], [q, b]],
///
///   M = S^2 (a b - p q) + Dw^2 a b + Omega^2 (S^2 - (p + q)^2) - Omega Dw (p + q)(a - b),
///
/// S = a + b. Beside a mode that hardly relaxes it is all of the digits of its terms.
template <class Number, class Abs>
HWY_INLINE HWY_ATTR Determinant<Number> partial_secular_determinant(Number a, Number p, Number b,
                                                                    Number q, Number coupling,
                                                                    Number detuning,
                                                                    const Abs& abs) {
  const Number sum = a + b;
  const Number pq = p + q;
  const Number ab = a * b;
  const Number squares = detuning * detuning * ab;
  const Number twist = detuning * pq * (a - b);
  return {sum * (sum * (ab - p * q)) + squares +
              coupling * (coupling * ((sum - pq) * (sum + pq)) - twist),
          sum * sum * (ab + abs(p * q)) + squares +
              abs(coupling) * (abs(coupling) * (sum * sum + pq * pq) + abs(twist))};
}

}  // namespace quflux::inline pair::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif
