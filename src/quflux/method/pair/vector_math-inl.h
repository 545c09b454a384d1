// Included once for every instruction set; see kernel.cc.
#if defined(QUFLUX_TWO_TLS_VECTOR_MATH_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef QUFLUX_TWO_TLS_VECTOR_MATH_INL_H_
#undef QUFLUX_TWO_TLS_VECTOR_MATH_INL_H_
#else
#define QUFLUX_TWO_TLS_VECTOR_MATH_INL_H_
#endif

#include <array>
#include <bit>
#include <cstdint>
#include <limits>
#ifdef __wasm_simd128__
#include <hwy/highway.h>

#include "quflux/method/pair/two_lanes.h"
#else
#include <hwy/contrib/math/math-inl.h>
#include <hwy/highway.h>
#endif

HWY_BEFORE_NAMESPACE();
namespace quflux::inline pair::HWY_NAMESPACE {

#ifdef __wasm_simd128__
namespace hn = two_lanes;
using D = hn::D;
#else
namespace hn = hwy::HWY_NAMESPACE;
using D = hn::ScalableTag<double>;
#endif
using V = hn::Vec<D>;

HWY_INLINE V set(double value) { return hn::Set(D(), value); }

/// exp(-x) and 1 - exp(-x), both to the last digits.
struct Decay {
  V exp;
  V complement;
};

// exp(-x) = 2^(n/kSteps) exp(-r) with an integer n and |r| <= log(2)/(2 kSteps). Vectors of eight
// lanes hold the powers of 2 between octaves, which spares half of the polynomial.
inline constexpr int kSteps = hn::MaxLanes(D()) == 8 ? 8 : 1;

/// 2^(n/kSteps - 1023), the lowest bits of `n` being the integer; 0 for n = 0.
HWY_INLINE V scaled_power_of_two(hn::Vec<hn::RebindToUnsigned<D>> n) {
#ifndef __wasm_simd128__
  if constexpr (kSteps == 8) {
    // n shifted to where its octave is the exponent leaves its lowest bits in the mantissa.
    constexpr auto entry = [](double power, uint64_t step) {
      return std::bit_cast<uint64_t>(power) - (uint64_t{1023} << 52) - (step << 49);
    };
    HWY_ALIGN static constexpr std::array<uint64_t, 8> kPowers{
        entry(0x1.0000000000000p+0, 0), entry(0x1.172b83c7d517bp+0, 1),
        entry(0x1.306fe0a31b715p+0, 2), entry(0x1.4bfdad5362a27p+0, 3),
        entry(0x1.6a09e667f3bcdp+0, 4), entry(0x1.8ace5422aa0dbp+0, 5),
        entry(0x1.ae89f995ad3adp+0, 6), entry(0x1.d5818dcfba487p+0, 7)};
    const hn::RebindToUnsigned<D> bits;
    const auto step = hn::IndicesFromVec(bits, hn::And(n, hn::Set(bits, 7)));
    const auto powers = hn::Load(bits, kPowers.data());
    return hn::BitCast(D(), hn::ShiftLeft<49>(n) + hn::TableLookupLanes(powers, step));
  }
#endif
  return hn::BitCast(D(), hn::ShiftLeft<52>(n));
}

/// (exp(-r) - 1 + r)/r^2: Chebyshev fits of degree 5 and 8, which add 3e-16 and 3e-15 to the
/// relative error of exp(-r) - 1.
HWY_INLINE V exponential_remainder(V r, V r2) {
  if constexpr (kSteps == 8) {
    V odd = hn::MulAdd(r2, set(-0.0001984204718963684983), set(-0.008333333327851467));
    odd = hn::MulAdd(r2, odd, set(-0.1666666666666672394));
    V even = hn::MulAdd(r2, set(0.001388958850540930509), set(0.04166666661732959893));
    even = hn::MulAdd(r2, even, set(0.5000000000000051544));
    return hn::MulAdd(r, odd, even);
  } else {
    V even = hn::MulAdd(r2, set(2.761379555451985871e-7), set(0.000024801536409064086483));
    V odd = hn::MulAdd(r2, set(-2.7625102005388106903e-6), set(-0.00019841208756992321041));
    even = hn::MulAdd(r2, even, set(0.0013888888905871345597));
    odd = hn::MulAdd(r2, odd, set(-0.0083333333537171569677));
    even = hn::MulAdd(r2, even, set(0.041666666666651367274));
    odd = hn::MulAdd(r2, odd, set(-0.16666666666648302851));
    even = hn::MulAdd(r2, even, set(0.5));
    return hn::MulAdd(r, odd, even);
  }
}

/// For x >= 0, to 3e-14; exp(-x) is zero from x = 709.1 on, and to 3e-308 from x = 708.3 on.
HWY_INLINE Decay decay(V x) {
  // The sum with `shift` rounds -x kSteps/log(2) to an integer and leaves it, with the bias of
  // exponents, in its lowest bits.
  const V shift = set(0x1.8p52 + 1023 * kSteps);
  const V clamped = hn::Min(set(709.1), x);
  const V shifted = hn::NegMulAdd(clamped, set(kSteps * 1.4426950408889634), shift);
  const V n = shifted - shift;
  const V scale = scaled_power_of_two(hn::BitCast(hn::RebindToUnsigned<D>(), shifted));
  // The rounding of log(2) itself is 2e-17, which n multiplies: 2e-14 at most, where exp(-x) is
  // 1e-308.
  const V r = hn::MulAdd(n, set(0.6931471805599453 / kSteps), clamped);
  const V r2 = r * r;
  const V p = hn::MulSub(r2, exponential_remainder(r, r2), r);
  return {hn::MulAdd(scale, p, scale), hn::NegMulAdd(scale, p, set(1) - scale)};
}

/// exp(x), infinite where Highway's is not defined, which would go on with any number.
HWY_INLINE V exponential(V x) {
  return hn::IfThenElse(x > set(709), set(std::numeric_limits<double>::infinity()),
                        hn::Exp(D(), x));
}

/// w^exponent for w > 0.
HWY_INLINE V power(V w, double exponent) {
  if (exponent >= 0 && exponent <= 16 && exponent == static_cast<int>(exponent)) {
    V result = set(1);
    for (int i = 0; i < static_cast<int>(exponent); ++i) result = result * w;
    return result;
  }
  return exponential(set(exponent) * hn::Log(D(), w));
}

}  // namespace quflux::inline pair::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif
