#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>

#include <wasm_simd128.h>

/// What the kernel asks of Highway, for WebAssembly: vectors of two doubles. Highway has none there,
/// only single numbers.
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

/// Lane by lane: the kernel has them only for exponents that are no whole numbers.
inline V Exp(D, V v) {
  return {wasm_f64x2_make(std::exp(wasm_f64x2_extract_lane(v.raw, 0)),
                          std::exp(wasm_f64x2_extract_lane(v.raw, 1)))};
}
inline V Log(D, V v) {
  return {wasm_f64x2_make(std::log(wasm_f64x2_extract_lane(v.raw, 0)),
                          std::log(wasm_f64x2_extract_lane(v.raw, 1)))};
}

}  // namespace quflux::inline pair::two_lanes
