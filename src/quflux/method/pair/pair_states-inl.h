// Included once for every instruction set; see kernel.cc.
#if defined(QUFLUX_TWO_TLS_PAIR_STATES_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef QUFLUX_TWO_TLS_PAIR_STATES_INL_H_
#undef QUFLUX_TWO_TLS_PAIR_STATES_INL_H_
#else
#define QUFLUX_TWO_TLS_PAIR_STATES_INL_H_
#endif

#include "quflux/method/pair/determinant-inl.h"
#include "quflux/method/pair/lost_digits.h"
#include "quflux/method/pair/pair_equations-inl.h"

HWY_BEFORE_NAMESPACE();
namespace quflux::inline pair::HWY_NAMESPACE {

/// Flow, occupations and coherence <s_1^+ s_2> of a vector of points.
struct State {
  V flow1;
  V occupation1;
  V occupation2;
  V re;
  V im;
};

/// The parts of a stationary state; occupations and coherence relative to what reservoir 1 alone
/// would prepare.
struct Deviation {
  V d1;
  V d2;
  V re;
  V im;
};

/// f_hot - f_cold, and f_2 - f_1.
HWY_INLINE V hot_less_cold(const Thermal& t) {
  return t.rise / (set(2) * t.scale * t.hot * t.cold);
}
HWY_INLINE V second_less_first(V hotter, const Thermal& t) {
  const V rise = hot_less_cold(t);
  return of_first(hotter, hn::Neg(rise), rise);
}

/// Partial secular in the basis of the atoms, where the deviations of their occupations are small
/// without cancellation.
/// With K_1 = [[a, p], [0, 0]], K_2 = [[0, 0], [q, b]] and the source [[0, D01], [D01, 2 D11]], the
/// four real equations of X D + D X^+ = source have polynomials as their solution, over the
/// determinant M: one division, and nothing breaks when one reservoir does not act.
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
    const Modes m = modes<Points::all>(point);
    const V cosine = m.weight1 - m.weight2;
    const V sine = set(2) * point.coupling * m.per_split;
    const auto both = thermals(m.exponents);
    const ModeRates r = mode_rates(m, both, rate1, rate2);
    const V g1_u = set(0.5) * r.g1_upper;
    const V g1_l = set(0.5) * r.g1_lower;
    const V g2_u = set(0.5) * r.g2_upper;
    const V g2_l = set(0.5) * r.g2_lower;
    const V drive_u = g2_u * second_less_first(m.hotter, both[0]);
    const V drive_l = g2_l * second_less_first(m.hotter, both[1]);
    // A function of h is mean + half (cosine sz + sine sx); g above is half the sum's share.
    const V half1 = g1_u - g1_l;
    const V half2 = g2_u - g2_l;
    const V half_drive = drive_u - drive_l;
    return {g1_u + g1_l + half1 * cosine,
            half1 * sine,
            g2_u + g2_l - half2 * cosine,
            half2 * sine,
            half_drive * sine,
            drive_u + drive_l - half_drive * cosine};
  }

  struct Terms {
    V a, p, b, q, d01, d11;
    V coupling, detuning, sum, pq;
    V w, z;
    V per_m;
  };

  static HWY_INLINE Terms terms(const Unit& u, V c1, V c2, const Point& point) {
    const V a = c1 * u.a;
    const V p = c1 * u.p;
    const V b = c2 * u.b;
    const V q = c2 * u.q;
    const V detuning = point.omega1 - point.omega2;
    const V sum = a + b;
    const V pq = p + q;
    const auto m = partial_secular_determinant(a, p, b, q, point.coupling, detuning,
                                               [](V v) HWY_ATTR { return hn::Abs(v); });
    const auto known = set(kLostPairRounding) * m.size <= m.value;
    return {a,
            p,
            b,
            q,
            c2 * u.d01,
            c2 * u.d11,
            point.coupling,
            detuning,
            sum,
            pq,
            a * sum - p * pq,
            a * q - b * p,
            or_nan(known, set(1) / m.value)};
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

/// Of K_j = P_j g_j with numbers g_j = a, b and the drive b (f_2 - f_1): Eq. (29) and its like.
HWY_INLINE Deviation local_deviation(V a, V b, V drive, const Point& point) {
  const V coupling_squared = point.coupling * point.coupling;
  const V detuning = point.omega1 - point.omega2;
  const V sum = a + b;
  const V sum_squared = sum * sum;
  const V m = (sum_squared + detuning * detuning) * (a * b) + sum_squared * coupling_squared;
  const V drive_per_m = drive / m;
  const V shared = drive_per_m * sum;
  return {shared * coupling_squared,
          drive_per_m * ((sum_squared + detuning * detuning) * a + sum * coupling_squared),
          hn::Neg(drive_per_m * a * point.coupling * detuning),
          hn::Neg(shared * a * point.coupling)};
}

/// The state as the sum of what the reservoir that excites less would prepare alone and of the
/// deviation from it: occupations are sums of positive terms. `swap`: where that is reservoir 2.
template <class Solve>
HWY_INLINE State relabelled_state(const Point& point, V c1, V c2, hn::Mask<D> swap,
                                  const Solve& solve) {
  const Point q{hn::IfThenElse(swap, point.omega2, point.omega1),
                hn::IfThenElse(swap, point.omega1, point.omega2), point.coupling,
                hn::IfThenElse(swap, point.temperature2, point.temperature1),
                hn::IfThenElse(swap, point.temperature1, point.temperature2)};
  State s = solve(q, hn::IfThenElse(swap, c2, c1), hn::IfThenElse(swap, c1, c2));
  return {s.flow1, hn::IfThenElse(swap, s.occupation2, s.occupation1),
          hn::IfThenElse(swap, s.occupation1, s.occupation2), s.re,
          hn::IfThenElse(swap, s.im, hn::Neg(s.im))};
}

template <class Rate>
HWY_INLINE State local_state(const Point& q, V ca, V cb, const Rate& rate_a, const Rate& rate_b) {
  using E = Equations<PairEquation::local>;
  const auto frame = E::template frame<Points::all>(q);
  const Thermal t = thermals(frame.exponents)[0];
  const V a = ca * rate_a(q.omega1) * t.scale * of_first(frame.hotter, t.hot, t.cold);
  const V b = cb * rate_b(q.omega2) * t.scale * of_second(frame.hotter, t.hot, t.cold);
  const Deviation d = local_deviation(a, b, b * second_less_first(frame.hotter, t), q);
  const V f = fermi(q.omega1, q.temperature1);
  return {f, f + d.d1, f + d.d2, d.re, d.im};
}

template <class Rate>
HWY_INLINE State partial_secular_state(const Point& q, V ca, V cb, const Rate& rate_a,
                                       const Rate& rate_b) {
  using E = SitePartialSecular;
  const Deviation d = E::deviation(E::terms(E::unit(q, rate_a, rate_b), ca, cb, q));
  const Modes m = modes<Points::all>(q);
  const V upper = fermi(m.upper, q.temperature1);
  const V lower = fermi(m.lower, q.temperature1);
  const V half = set(0.5) * (upper - lower);
  const V mean = set(0.5) * (upper + lower);
  const V half_z = half * (m.weight1 - m.weight2);
  return {mean, mean + half_z + d.d1, mean - half_z + d.d2,
          half * (set(2) * q.coupling * m.per_split) + d.re, d.im};
}

/// Degenerate modes of the global equation.
template <class Rate>
HWY_INLINE State degenerate_state(const Point& q, V ca, V cb, const Rate& rate_a,
                                  const Rate& rate_b) {
  const Modes m = modes<Points::all>(q);
  const auto both = thermals(m.exponents);
  const ModeRates r = mode_rates(m, both, rate_a, rate_b);
  // Of degenerate modes the mean is that at the mean energy, up to the square of the splitting.
  const V a = set(0.5) * ca * (r.g1_upper + r.g1_lower);
  const V b = set(0.5) * cb * (r.g2_upper + r.g2_lower);
  const V rise =
      set(0.5) * (second_less_first(m.hotter, both[0]) + second_less_first(m.hotter, both[1]));
  const Deviation d = local_deviation(a, b, b * rise, q);
  const V f = set(0.5) * (fermi(m.upper, q.temperature1) + fermi(m.lower, q.temperature1));
  return {f, f + d.d1, f + d.d2, d.re, d.im};
}

/// Modes of the global equation that relax by themselves.
template <class Rate>
HWY_INLINE State mode_state(const Point& point, V c1, V c2, const Rate& rate1, const Rate& rate2) {
  const Modes m = modes<Points::all>(point);
  const auto both = thermals(m.exponents);
  const auto& [u, l] = both;
  const ModeRates r = mode_rates(m, both, rate1, rate2);
  const V cold = hn::Min(point.temperature1, point.temperature2);
  const auto occupation = [&](V energy, const Thermal& t, V a1, V a2) HWY_ATTR {
    return fermi(energy, cold) + of_first(m.hotter, a1, a2) / (a1 + a2) * hot_less_cold(t);
  };
  const V upper = occupation(m.upper, u, c1 * m.weight1 * r.g1_upper, c2 * m.weight2 * r.g2_upper);
  const V lower = occupation(m.lower, l, c1 * m.weight2 * r.g1_lower, c2 * m.weight1 * r.g2_lower);
  return {upper, upper * m.weight1 + lower * m.weight2, upper * m.weight2 + lower * m.weight1,
          (upper - lower) * (point.coupling * m.per_split), hn::Zero(D())};
}

HWY_INLINE State either(hn::Mask<D> mask, const State& yes, const State& no) {
  return {no.flow1, hn::IfThenElse(mask, yes.occupation1, no.occupation1),
          hn::IfThenElse(mask, yes.occupation2, no.occupation2),
          hn::IfThenElse(mask, yes.re, no.re), hn::IfThenElse(mask, yes.im, no.im)};
}

/// The stationary state but for its flow.
template <PairEquation equation, class Rate>
HWY_INLINE State state_without_flow(const Point& point, V c1, V c2, const Rate& rate1,
                                    const Rate& rate2) {
  const auto first_is_hot = point.temperature1 > point.temperature2;
  const auto relabelled = [&](hn::Mask<D> swap, const auto& solve) HWY_ATTR {
    return relabelled_state(point, c1, c2, swap, [&](const Point& q, V ca, V cb) HWY_ATTR {
      return solve(q, ca, cb, Either<Rate>{swap, rate2, rate1}, Either<Rate>{swap, rate1, rate2});
    });
  };
  if constexpr (equation == PairEquation::local) {
    return relabelled(point.omega1 * point.temperature2 < point.omega2 * point.temperature1,
                      [](const auto&... x) HWY_ATTR { return local_state(x...); });
  } else if constexpr (equation == PairEquation::partial_secular) {
    return relabelled(first_is_hot,
                      [](const auto&... x) HWY_ATTR { return partial_secular_state(x...); });
  } else {
    return either(
        Equations<equation>::degenerate(modes<Points::all>(point)),
        relabelled(first_is_hot, [](const auto&... x) HWY_ATTR { return degenerate_state(x...); }),
        mode_state(point, c1, c2, rate1, rate2));
  }
}

template <PairEquation equation, class Rate>
HWY_INLINE State state(const Point& point, V c1, V c2, const Rate& rate1, const Rate& rate2) {
  using E = Equations<equation>;
  const auto frame = E::template frame<Points::all>(point);
  const V flow = E::flow(
      E::template unit<Points::all>(frame, thermals(frame.exponents), rate1, rate2), c1, c2);
  const State s = state_without_flow<equation>(point, c1, c2, rate1, rate2);
  return {flow, s.occupation1, s.occupation2, s.re, s.im};
}

}  // namespace quflux::inline pair::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif
