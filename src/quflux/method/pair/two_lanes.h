#pragma once

#include <cstddef>
#include <cstdint>
#include <wasm_simd128.h>

/// What the kernel asks of Highway, for WebAssembly: vectors of two doubles. Highway has none
/// there, only single numbers.
namespace quflux::inline pair::two_lanes {

struct D {};
struct Bits {};

struct V {
  v128_t raw;
};
struct U {
  v128_t raw;
};
template <class Tag>
struct Mask {
  v128_t raw;
};

constexpr std::size_t MaxLanes(D) { return 2; }
constexpr std::size_t Lanes(D) { return 2; }

inline V Set(D, double x) { return {wasm_f64x2_splat(x)}; }
inline V Zero(D) { return {wasm_f64x2_const_splat(0)}; }
inline V NaN(D) { return {wasm_f64x2_const_splat(__builtin_nan(""))}; }
inline V Load(D, const double* from) { return {wasm_v128_load(from)}; }
inline V LoadU(D, const double* from) { return {wasm_v128_load(from)}; }
inline void Store(V v, D, double* to) { wasm_v128_store(to, v.raw); }
inline void StoreU(V v, D, double* to) { wasm_v128_store(to, v.raw); }

inline V operator+(V a, V b) { return {wasm_f64x2_add(a.raw, b.raw)}; }
inline V operator-(V a, V b) { return {wasm_f64x2_sub(a.raw, b.raw)}; }
inline V operator*(V a, V b) { return {wasm_f64x2_mul(a.raw, b.raw)}; }
inline V operator/(V a, V b) { return {wasm_f64x2_div(a.raw, b.raw)}; }
inline Mask<D> operator==(V a, V b) { return {wasm_f64x2_eq(a.raw, b.raw)}; }
inline Mask<D> operator>(V a, V b) { return {wasm_f64x2_gt(a.raw, b.raw)}; }
inline Mask<D> operator<(V a, V b) { return {wasm_f64x2_lt(a.raw, b.raw)}; }
inline Mask<D> operator>=(V a, V b) { return {wasm_f64x2_ge(a.raw, b.raw)}; }
inline Mask<D> operator<=(V a, V b) { return {wasm_f64x2_le(a.raw, b.raw)}; }

inline V Neg(V a) { return {wasm_f64x2_neg(a.raw)}; }
inline V Abs(V a) { return {wasm_f64x2_abs(a.raw)}; }
inline V Sqrt(V a) { return {wasm_f64x2_sqrt(a.raw)}; }
inline V Min(V a, V b) { return {wasm_f64x2_pmin(a.raw, b.raw)}; }
inline V Max(V a, V b) { return {wasm_f64x2_pmax(a.raw, b.raw)}; }
inline V MulAdd(V a, V b, V c) { return a * b + c; }
inline V MulSub(V a, V b, V c) { return a * b - c; }
inline V NegMulAdd(V a, V b, V c) { return c - a * b; }
inline V CopySign(V size, V sign) {
  const v128_t bit = wasm_i64x2_const_splat(INT64_MIN);
  return {wasm_v128_bitselect(sign.raw, size.raw, bit)};
}

inline Mask<D> And(Mask<D> a, Mask<D> b) { return {wasm_v128_and(a.raw, b.raw)}; }
inline Mask<D> AndNot(Mask<D> a, Mask<D> b) { return {wasm_v128_andnot(b.raw, a.raw)}; }
inline bool AllTrue(D, Mask<D> mask) { return wasm_i64x2_all_true(mask.raw); }
/// All lanes: the kernel asks for no others.
inline Mask<D> FirstN(D, std::size_t) { return {wasm_i64x2_const_splat(-1)}; }
inline V IfThenElse(Mask<D> mask, V yes, V no) {
  return {wasm_v128_bitselect(yes.raw, no.raw, mask.raw)};
}
inline V IfThenElseZero(Mask<D> mask, V yes) { return {wasm_v128_and(mask.raw, yes.raw)}; }

template <class Tag>
using RebindToUnsigned = Bits;
template <class Tag>
struct VecOf {
  using type = V;
};
template <>
struct VecOf<Bits> {
  using type = U;
};
template <class Tag>
using Vec = typename VecOf<Tag>::type;

inline U BitCast(Bits, V v) { return {v.raw}; }
inline V BitCast(D, U u) { return {u.raw}; }
template <int kBits>
U ShiftLeft(U u) {
  return {wasm_i64x2_shl(u.raw, kBits)};
}

/// exp(x) to the last digits, zero below -708: with r = x - n log 2, |r| <= log(2)/2, and
/// c = r - r^2 P(r^2) of the rational fit of FreeBSD's msun, exp(r) = 1 + r + r c/(2 - c).
inline V Exp(D d, V x) {
  const auto set = [&](double value) { return Set(d, value); };
  const V clamped = Max(set(-708), Min(set(709.7), x));
  const V shift = set(0x1.8p52 + 1023);  // leaves n + 1023 in the lowest bits
  const V shifted = MulAdd(clamped, set(1.4426950408889634), shift);
  const V n = shifted - shift;
  const V r = clamped - n * set(6.93147180369123816490e-01) - n * set(1.90821492927058770002e-10);
  const V t = r * r;
  V p = MulAdd(t, set(4.13813679705723846039e-08), set(-1.65339022054652515390e-06));
  p = MulAdd(t, p, set(6.61375632143793436117e-05));
  p = MulAdd(t, p, set(-2.77777777770155933842e-03));
  p = MulAdd(t, p, set(1.66666666666666019037e-01));
  const V c = r - t * p;
  const V scale = BitCast(d, ShiftLeft<52>(BitCast(Bits(), shifted)));
  const V result = scale * (set(1) + (r + r * c / (set(2) - c)));
  return IfThenElse(x == x, IfThenElseZero(x >= set(-708), result), x);
}

/// log(x) of a normal x > 0 to the last digits: x = 2^k m with m around one, s = (m - 1)/(m + 1),
/// and the fit of FreeBSD's msun in s^2.
inline V Log(D d, V x) {
  const auto set = [&](double value) { return Set(d, value); };
  const v128_t exponent = wasm_i64x2_shr(wasm_i64x2_sub(x.raw, set(0x1.6a09e667f3bcdp-1).raw), 52);
  const V m{wasm_i64x2_sub(x.raw, wasm_i64x2_shl(exponent, 52))};
  const V k{wasm_f64x2_convert_low_i32x4(wasm_i32x4_shuffle(exponent, exponent, 0, 2, 0, 2))};
  const V f = m - set(1);
  const V s = f / (set(2) + f);
  const V z = s * s;
  V fit = MulAdd(z, set(1.479819860511658591e-01), set(1.531383769920937332e-01));
  fit = MulAdd(z, fit, set(1.818357216161805012e-01));
  fit = MulAdd(z, fit, set(2.222219843214978396e-01));
  fit = MulAdd(z, fit, set(2.857142874366239149e-01));
  fit = MulAdd(z, fit, set(3.999999999940941908e-01));
  fit = z * MulAdd(z, fit, set(6.666666666666735130e-01));
  const V half = set(0.5) * f * f;
  return k * set(6.93147180369123816490e-01) -
         ((half - (s * (half + fit) + k * set(1.90821492927058770002e-10))) - f);
}

}  // namespace quflux::inline pair::two_lanes
