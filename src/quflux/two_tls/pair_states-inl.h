// Included once for every instruction set; see kernel.cc.
#if defined(QUFLUX_TWO_TLS_PAIR_STATES_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef QUFLUX_TWO_TLS_PAIR_STATES_INL_H_
#undef QUFLUX_TWO_TLS_PAIR_STATES_INL_H_
#else
#define QUFLUX_TWO_TLS_PAIR_STATES_INL_H_
#endif

#include <type_traits>

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

/// Partial secular in the basis of the atoms, where the deviations of their occupations are small
/// without cancellation.
/// With K_1 = [[a, p], [0, 0]], K_2 = [[0, 0], [q, b]] and the source [[0, D01], [D01, 2 D11]], the
/// four real equations of X D + D X^+ = source have polynomials as their solution, over
///
///   M = S^2 (a b - p q) + Dw^2 a b + Omega^2 (S^2 - (p + q)^2) - Omega Dw (p + q)(a - b),
///
/// S = a + b: one division, and nothing breaks when one reservoir does not act.
struct SitePartialSecular {
  /// K_1, K_2 and the source at unit coefficients.
  struct Unit {
    V a;
    V p;
    V b;
    V q;
    V d01;
    V d11;
  };

  template <class Rate>
  static HWY_INLINE Unit unit(const Point& point, const Rate& rate1, const Rate& rate2) {
    const VectorModes m = vector_modes(point);
    const Temperatures t = in_order(point);
    const V split = hn::Max(set(kSmallest), m.split);
    const V tt = t.hot * t.cold;
    const V inverse = set(1) / (tt * split);
    const V cosine = m.half_detuning * (tt * inverse);
    const V sine = point.coupling * (tt * inverse);
    const V per_tt = split * inverse;
    const V beta_hot = t.cold * per_tt;
    const V beta_gap = (t.hot - t.cold) * per_tt;
    const Occupancy u = occupancy(m.upper * beta_hot, m.upper * beta_gap);
    const Occupancy l = occupancy(m.lower * beta_hot, m.lower * beta_gap);
    // 2 n + 1 = (1 + e)/(1 - e) and f_hot - f_cold = rise/((1 + e_hot)(1 + e_cold)) with one
    // division for both modes and reservoirs.
    const V less_u = u.one_less_h * u.one_less_c;
    const V less_l = l.one_less_h * l.one_less_c;
    const V plus_u = u.one_plus_h * u.one_plus_c;
    const V plus_l = l.one_plus_h * l.one_plus_c;
    const V product_u = less_u * plus_u;
    const V product_l = less_l * plus_l;
    const V quarter = set(0.25) / (product_u * product_l);
    const V per_u = quarter * product_l;
    const V per_l = quarter * product_u;
    const V hot_u = u.one_plus_h * u.one_less_c * plus_u * per_u;
    const V hot_l = l.one_plus_h * l.one_less_c * plus_l * per_l;
    const V cold_u = u.one_plus_c * u.one_less_h * plus_u * per_u;
    const V cold_l = l.one_plus_c * l.one_less_h * plus_l * per_l;
    const auto first_is_hot = point.temperature1 > point.temperature2;
    const V g1_u = rate1(m.upper) * hn::IfThenElse(first_is_hot, hot_u, cold_u);
    const V g1_l = rate1(m.lower) * hn::IfThenElse(first_is_hot, hot_l, cold_l);
    const V g2_u = rate2(m.upper) * hn::IfThenElse(first_is_hot, cold_u, hot_u);
    const V g2_l = rate2(m.lower) * hn::IfThenElse(first_is_hot, cold_l, hot_l);
    const V sign = hn::IfThenElse(first_is_hot, set(-4), set(4));
    const V drive_u = g2_u * (u.rise * less_u * per_u * sign);
    const V drive_l = g2_l * (l.rise * less_l * per_l * sign);
    // A function of h is mean + half (cosine sz + sine sx); g above is half the sum's share.
    const V half1 = g1_u - g1_l;
    const V half2 = g2_u - g2_l;
    const V half_drive = drive_u - drive_l;
    return {g1_u + g1_l + half1 * cosine,
            half1 * sine,
            g2_u + g2_l - half2 * cosine,
            half2 * sine,
            or_nan(allowed(point), half_drive * sine),
            drive_u + drive_l - half_drive * cosine};
  }

  struct Terms {
    V a, p, b, q, d01, d11;
    V coupling, detuning, sum, pq;
    V cross, w, z;
    V per_m;
  };

  static HWY_INLINE Terms terms(const Unit& u, V c1, V c2, const Point& point) {
    Terms t;
    t.a = c1 * u.a;
    t.p = c1 * u.p;
    t.b = c2 * u.b;
    t.q = c2 * u.q;
    t.d01 = c2 * u.d01;
    t.d11 = c2 * u.d11;
    t.coupling = point.coupling;
    t.detuning = point.omega1 - point.omega2;
    t.sum = t.a + t.b;
    t.pq = t.p + t.q;
    const V ab = t.a * t.b;
    t.cross = t.sum * (ab - t.p * t.q);
    t.w = t.a * t.sum - t.p * t.pq;
    t.z = t.a * t.q - t.b * t.p;
    const V m = t.sum * t.cross + t.detuning * t.detuning * ab +
                t.coupling * (t.coupling * ((t.sum - t.pq) * (t.sum + t.pq)) -
                              t.detuning * t.pq * (t.a - t.b));
    t.per_m = set(1) / m;
    return t;
  }

  static HWY_INLINE V imaginary_part(const Terms& t) {
    return t.coupling * (t.d01 * t.z - t.d11 * t.w) +
           t.a * t.detuning * (t.d11 * t.p - t.d01 * t.b);
  }

  static HWY_INLINE Deviation deviation(const Terms& t) {
    const V coupling2 = t.coupling * t.coupling;
    const V shared = coupling2 * t.pq;
    const V twist = t.coupling * t.detuning;
    const V re =
        t.d01 * (t.sum * (t.a * t.b + coupling2)) - t.d11 * (t.a * (t.p * t.sum + twist) + shared);
    const V d1 =
        t.d11 * (t.sum * (t.p * t.p + coupling2)) - t.d01 * (t.b * (t.p * t.sum - twist) + shared);
    const V d2 = t.d11 * ((t.sum * t.sum + t.detuning * t.detuning) * t.a +
                          t.sum * (coupling2 - t.p * t.q) + twist * t.pq) -
                 t.d01 * (t.a * (twist + t.q * t.sum) + shared);
    return {d1 * t.per_m, d2 * t.per_m, re * t.per_m, imaginary_part(t) * t.per_m};
  }

  /// J_1 = -2 Re Tr(h K_1 D) = 2 Omega (w1 im - a re - p d2), with -a re - p d2 collected so that
  /// its parts stay small where one reservoir is much faster than the other.
  static HWY_INLINE V flow(const Terms& t, const Point& point) {
    const V rest =
        t.coupling * (t.coupling * (t.d11 * t.z - t.d01 * t.w) +
                      t.detuning * (t.d11 * (t.a * t.a - t.p * t.pq) + t.d01 * t.a * t.p)) -
        t.cross * (t.d11 * t.p + t.d01 * t.a) - t.a * t.p * t.d11 * t.detuning * t.detuning;
    return set(2) * t.coupling * t.per_m * (point.omega1 * imaginary_part(t) + rest);
  }

  static HWY_INLINE V flow(const Unit& u, V c1, V c2, const Point& point) {
    return flow(terms(u, c1, c2, point), point);
  }
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
  using E = std::conditional_t<equation == Equation::partial_secular, SitePartialSecular,
                               Equations<equation>>;
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
