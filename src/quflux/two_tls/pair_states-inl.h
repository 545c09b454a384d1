// Included once for every instruction set; see kernel.cc.
#if defined(QUFLUX_TWO_TLS_PAIR_STATES_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef QUFLUX_TWO_TLS_PAIR_STATES_INL_H_
#undef QUFLUX_TWO_TLS_PAIR_STATES_INL_H_
#else
#define QUFLUX_TWO_TLS_PAIR_STATES_INL_H_
#endif

#include "quflux/two_tls/pair_equations-inl.h"

HWY_BEFORE_NAMESPACE();
namespace quflux::HWY_NAMESPACE {

/// Flow, occupations and coherence <s_1^+ s_2> of a vector of points.
struct State {
  V flow1;
  V occupation1;
  V occupation2;
  V re;
  V im;
};

/// One rate where the mask says so and the other elsewhere.
template <class Rate>
struct Either {
  hn::Mask<D> mask;
  const Rate& yes;
  const Rate& no;
  HWY_INLINE V operator()(V w) const { return hn::IfThenElse(mask, yes(w), no(w)); }
};

/// f = 1/(exp(w/T) + 1).
HWY_INLINE V fermi(V w, V temperature) {
  const V e = decay(w / hn::Max(set(kSmallest), temperature)).exp;
  return e / (set(1) + e);
}

/// The state as the sum of what the reservoir that excites less would prepare alone and of the
/// deviation from it: occupations are sums of positive terms. `swap`: where that is reservoir 2.
template <Equation equation, class Rate>
HWY_INLINE State relabelled_state(const Point& point, V c1, V c2, const Rate& rate1,
                                  const Rate& rate2, hn::Mask<D> swap) {
  const Point q{hn::IfThenElse(swap, point.omega2, point.omega1),
                hn::IfThenElse(swap, point.omega1, point.omega2), point.coupling,
                hn::IfThenElse(swap, point.temperature2, point.temperature1),
                hn::IfThenElse(swap, point.temperature1, point.temperature2)};
  const V ca = hn::IfThenElse(swap, c2, c1);
  const V cb = hn::IfThenElse(swap, c1, c2);
  using E = Equations<equation>;
  const auto unit = E::unit(q, Either<Rate>{swap, rate2, rate1}, Either<Rate>{swap, rate1, rate2});
  const auto terms = E::terms(unit, ca, cb, q);
  V flow;
  V mean;
  V half_z = hn::Zero(D());
  V half_x = hn::Zero(D());
  Deviation d;
  if constexpr (equation == Equation::local) {
    d = E::deviation(terms, q);
    flow = E::flow(terms, q);
    mean = fermi(q.omega1, q.temperature1);
  } else {
    d = E::deviation(terms);
    flow = E::flow(terms, q);
    const VectorModes m = vector_modes(q);
    const V upper = fermi(m.upper, q.temperature1);
    const V lower = fermi(m.lower, q.temperature1);
    const V half = set(0.5) * (upper - lower) / hn::Max(set(kSmallest), m.split);
    mean = set(0.5) * (upper + lower);
    half_z = half * m.half_detuning;
    half_x = half * q.coupling;
  }
  const V first = mean + half_z + d.d1;
  const V second = mean - half_z + d.d2;
  return {hn::IfThenElse(swap, hn::Neg(flow), flow), hn::IfThenElse(swap, second, first),
          hn::IfThenElse(swap, first, second), half_x + d.re,
          hn::IfThenElse(swap, d.im, hn::Neg(d.im))};
}

template <Equation equation, class Rate>
HWY_INLINE State state(const Point& point, V c1, V c2, const Rate& rate1, const Rate& rate2) {
  if constexpr (equation == Equation::local) {
    return relabelled_state<equation>(
        point, c1, c2, rate1, rate2,
        point.omega1 * point.temperature2 < point.omega2 * point.temperature1);
  } else if constexpr (equation == Equation::partial_secular) {
    return relabelled_state<equation>(point, c1, c2, rate1, rate2,
                                      point.temperature1 > point.temperature2);
  } else {
    using E = Equations<Equation::global>;
    const auto parts = E::parts(point, rate1, rate2);
    const auto first_is_hot = point.temperature1 > point.temperature2;
    const V cold = hn::Min(point.temperature1, point.temperature2);
    const V upper1 = c1 * parts.unit.upper1;
    const V upper2 = c2 * parts.unit.upper2;
    const V lower1 = c1 * parts.unit.lower1;
    const V lower2 = c2 * parts.unit.lower2;
    const V upper = fermi(parts.modes.upper, cold) +
                    hn::IfThenElse(first_is_hot, upper1, upper2) * parts.upper.rise /
                        ((upper1 + upper2) * parts.upper.one_plus_h * parts.upper.one_plus_c);
    const V lower = fermi(parts.modes.lower, cold) +
                    hn::IfThenElse(first_is_hot, lower1, lower2) * parts.lower.rise /
                        ((lower1 + lower2) * parts.lower.one_plus_h * parts.lower.one_plus_c);
    return {E::flow(parts.unit, c1, c2, point), upper * parts.weight1 + lower * parts.weight2,
            upper * parts.weight2 + lower * parts.weight1, set(0.5) * (upper - lower) * parts.sine,
            hn::Zero(D())};
  }
}

}  // namespace quflux::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif
