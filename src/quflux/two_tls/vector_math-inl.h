// Included once for every instruction set; see kernel.cc.
#if defined(QUFLUX_TWO_TLS_VECTOR_MATH_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef QUFLUX_TWO_TLS_VECTOR_MATH_INL_H_
#undef QUFLUX_TWO_TLS_VECTOR_MATH_INL_H_
#else
#define QUFLUX_TWO_TLS_VECTOR_MATH_INL_H_
#endif

#include <hwy/contrib/math/math-inl.h>
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace quflux::HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

using D = hn::ScalableTag<double>;
using V = hn::Vec<D>;

HWY_INLINE V set(double value) { return hn::Set(D(), value); }

/// exp(-x) and 1 - exp(-x), both to the last digits.
struct Decay {
  V exp;
  V complement;
};

/// For x >= 0, to 1e-14. exp(-x) is zero from x = 709 on.
HWY_INLINE Decay decay(V x) {
  // exp(-x) = 2^k (1 + p) with p = exp(-r) - 1, |r| <= log(2)/2. The sum with `shift` rounds
  // -x/log(2) to the integer k and leaves k + 1023, the biased exponent of 2^k, in its lowest bits.
  const V shift = set(0x1.8p52 + 1023);
  const V clamped = hn::Min(set(709.4), x);
  const V shifted = hn::NegMulAdd(clamped, set(1.4426950408889634), shift);
  const V k = shifted - shift;
  const V scale =
      hn::BitCast(D(), hn::ShiftLeft<52>(hn::BitCast(hn::RebindToUnsigned<D>(), shifted)));
  // The rounding of log(2) itself is 2e-17, which k multiplies: 2e-14 at most, where exp(-x) is
  // 1e-308.
  const V r = hn::MulAdd(k, set(0.6931471805599453), clamped);
  // (exp(-r) - 1 + r)/r^2: the Chebyshev fit of degree 8, which adds 2.5e-15 to the relative error
  // of p.
  const V r2 = r * r;
  V even = hn::MulAdd(r2, set(2.761379555451985871e-7), set(0.000024801536409064086483));
  V odd = hn::MulAdd(r2, set(-2.7625102005388106903e-6), set(-0.00019841208756992321041));
  even = hn::MulAdd(r2, even, set(0.0013888888905871345597));
  odd = hn::MulAdd(r2, odd, set(-0.0083333333537171569677));
  even = hn::MulAdd(r2, even, set(0.041666666666651367274));
  odd = hn::MulAdd(r2, odd, set(-0.16666666666648302851));
  even = hn::MulAdd(r2, even, set(0.5));
  const V p = hn::MulSub(r2, hn::MulAdd(r, odd, even), r);
  return {hn::MulAdd(scale, p, scale), hn::NegMulAdd(scale, p, set(1) - scale)};
}

/// w^exponent for w > 0.
HWY_INLINE V power(V w, double exponent) {
  if (exponent >= 0 && exponent <= 16 && exponent == static_cast<int>(exponent)) {
    V result = set(1);
    for (int i = 0; i < static_cast<int>(exponent); ++i) result = result * w;
    return result;
  }
  return hn::Exp(D(), set(exponent) * hn::Log(D(), w));
}

}  // namespace quflux::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif
