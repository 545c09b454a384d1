// Included once for every instruction set; see kernel.cc.
#if defined(QUFLUX_TWO_TLS_PAIR_EQUATIONS_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef QUFLUX_TWO_TLS_PAIR_EQUATIONS_INL_H_
#undef QUFLUX_TWO_TLS_PAIR_EQUATIONS_INL_H_
#else
#define QUFLUX_TWO_TLS_PAIR_EQUATIONS_INL_H_
#endif

#include "quflux/model/equation.h"
#include "quflux/two_tls/pair_batch.h"
#include "quflux/two_tls/vector_math-inl.h"

// The equations of moments.h for a vector of points, in the order in which a grid can keep things:
// what depends on the modes and temperatures alone (Unit, per unit of the spectral densities'
// coefficients), then the solution for given coefficients.
//
// With K_1 = [[a, p], [0, 0]], K_2 = [[0, 0], [q, b]] and the source [[0, D01], [D01, 2 D11]], the
// four real equations of X D + D X^+ = source have polynomials as their solution, over
//
//   M = S^2 (a b - p q) + Dw^2 a b + Omega^2 (S^2 - (p + q)^2) - Omega Dw (p + q)(a - b),
//
// S = a + b: one division, and nothing breaks when one reservoir does not act.
HWY_BEFORE_NAMESPACE();
namespace quflux::HWY_NAMESPACE {

// Frequencies, splittings and temperatures below are none; it keeps reciprocals of their products
// finite.
inline constexpr double kSmallest = 1e-75;

/// The parameters of a vector of points.
struct Point {
  V omega1;
  V omega2;
  V coupling;
  V temperature1;
  V temperature2;
};

/// gamma(w)/c of an Ohmic bath.
struct OhmicRate {
  HWY_INLINE explicit OhmicRate(const RateShape&) {}
  HWY_INLINE V operator()(V w) const { return w; }
};

/// gamma(w)/c of any RateShape; the branches are the same for all points.
struct AnyRate {
  HWY_INLINE explicit AnyRate(const RateShape& s) : shape(s) {}
  HWY_INLINE V operator()(V w) const {
    const V x = w * set(shape.inverse_cutoff);
    if (shape.drude) return w / hn::MulAdd(x, x, set(1));
    const V bare = power(w, shape.exponent);
    return shape.inverse_cutoff == 0 ? bare : bare * decay(x).exp;
  }
  RateShape shape;
};

/// One energy and two reservoirs, of which one is hotter (or, in the local approach, its atom
/// softer): e = exp(-energy/T) of both.
struct Occupancy {
  V rise;        ///< e_hot - e_cold
  V one_plus_h;  ///< 1 + e_hot
  V one_plus_c;
  V one_less_h;  ///< 1 - e_hot
  V one_less_c;
};

/// From x = energy/T of the hot reservoir and by how much that of the cold one is larger. Only sums
/// of positive terms: no cancellation however close or small the two are.
HWY_INLINE Occupancy occupancy(V x_hot, V gap) {
  const Decay hot = decay(x_hot);
  const V rise = hot.exp * decay(gap).complement;
  const V one_plus_h = set(1) + hot.exp;
  return {rise, one_plus_h, one_plus_h - rise, hot.complement, hot.complement + rise};
}

/// Where a point is allowed: positive modes, temperatures not negative.
HWY_INLINE hn::Mask<D> allowed(const Point& p) {
  const V zero = hn::Zero(D());
  const auto gap = hn::And(p.omega1 > zero, p.omega1 * p.omega2 > p.coupling * p.coupling);
  return hn::And(gap, hn::And(p.temperature1 >= zero, p.temperature2 >= zero));
}

HWY_INLINE V or_nan(hn::Mask<D> mask, V v) { return hn::IfThenElse(mask, v, hn::NaN(D())); }

/// 1/(T_1 T_2) and the temperatures in order.
struct Temperatures {
  V hot;
  V cold;
};

HWY_INLINE Temperatures in_order(const Point& p) {
  const V t1 = hn::Max(set(kSmallest), p.temperature1);
  const V t2 = hn::Max(set(kSmallest), p.temperature2);
  return {hn::Max(t1, t2), hn::Min(t1, t2)};
}

/// The modes mean +- split of h.
struct VectorModes {
  V upper;
  V lower;
  V half_detuning;
  V split;
};

HWY_INLINE VectorModes vector_modes(const Point& p) {
  const V half_detuning = set(0.5) * (p.omega1 - p.omega2);
  const V mean = set(0.5) * (p.omega1 + p.omega2);
  const V split = hn::Sqrt(half_detuning * half_detuning + p.coupling * p.coupling);
  return {mean + split, mean - split, half_detuning, split};
}

/// The parts of a stationary state; occupations and coherence relative to what reservoir 1 alone
/// would prepare.
struct Deviation {
  V d1;
  V d2;
  V re;
  V im;
};

template <Equation equation>
struct Equations;

/// Partial secular: K_j = P_j g_j(h), Q_j = (P_j G_j(h) + G_j(h) P_j)/2.
template <>
struct Equations<Equation::partial_secular> {
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

/// Local: K_j = P_j g_j(w_j), Q_j = P_j G_j(w_j); Eq. (15).
template <>
struct Equations<Equation::local> {
  struct Unit {
    V a;
    V b;
    V d;  ///< f_2(w_2/T_2) - f_1(w_1/T_1)
  };

  template <class Rate>
  static HWY_INLINE Unit unit(const Point& point, const Rate& rate1, const Rate& rate2) {
    const V t1 = hn::Max(set(kSmallest), point.temperature1);
    const V t2 = hn::Max(set(kSmallest), point.temperature2);
    const V per_tt = set(1) / (t1 * t2);
    const V x1 = point.omega1 * (t2 * per_tt);
    const V x2 = point.omega2 * (t1 * per_tt);
    // x1 - x2 in terms that vanish one by one where the atoms or the reservoirs are alike.
    const V gap = ((point.omega1 - point.omega2) * t2 + point.omega2 * (t2 - t1)) * per_tt;
    const Occupancy o = occupancy(hn::Min(x1, x2), hn::Abs(gap));
    const auto first_is_hot = gap < set(0);
    const V less = o.one_less_h * o.one_less_c;
    const V plus = o.one_plus_h * o.one_plus_c;
    const V half = set(0.5) / (less * plus);
    const V hot = o.one_plus_h * o.one_less_c * plus * half;
    const V cold = o.one_plus_c * o.one_less_h * plus * half;
    const V difference = set(2) * o.rise * less * half;
    return {rate1(point.omega1) * hn::IfThenElse(first_is_hot, hot, cold),
            rate2(point.omega2) * hn::IfThenElse(first_is_hot, cold, hot),
            or_nan(allowed(point), hn::IfThenElse(first_is_hot, hn::Neg(difference), difference))};
  }

  struct Terms {
    V a, b, coupling2, sum, detuning;
    V d_per_m;
  };

  static HWY_INLINE Terms terms(const Unit& u, V c1, V c2, const Point& point) {
    Terms t;
    t.a = c1 * u.a;
    t.b = c2 * u.b;
    t.coupling2 = point.coupling * point.coupling;
    t.sum = t.a + t.b;
    t.detuning = point.omega1 - point.omega2;
    const V sum2 = t.sum * t.sum;
    const V m = (sum2 + t.detuning * t.detuning) * (t.a * t.b) + sum2 * t.coupling2;
    t.d_per_m = t.b * u.d / m;
    return t;
  }

  static HWY_INLINE Deviation deviation(const Terms& t, const Point& point) {
    const V shared = t.d_per_m * t.sum;
    return {shared * t.coupling2,
            t.d_per_m * ((t.sum * t.sum + t.detuning * t.detuning) * t.a + t.sum * t.coupling2),
            hn::Neg(t.d_per_m * t.a * point.coupling * t.detuning),
            hn::Neg(shared * t.a * point.coupling)};
  }

  static HWY_INLINE V flow(const Terms& t, const Point& point) {
    return set(-2) * t.coupling2 * t.a * t.d_per_m * (point.omega1 * t.b + point.omega2 * t.a);
  }

  static HWY_INLINE V flow(const Unit& u, V c1, V c2, const Point& point) {
    return flow(terms(u, c1, c2, point), point);
  }
};

/// Global: every mode relaxes by itself, K_j = sum_e Pi_e P_j Pi_e g_j(e).
template <>
struct Equations<Equation::global> {
  /// For each mode the two rates at unit coefficients, up to a common factor, and -J_1 times
  /// their sum.
  struct Unit {
    V upper1;
    V upper2;
    V lower1;
    V lower2;
    V upper_flow;
    V lower_flow;
  };

  /// What reservoirs do to modes: more than the flows need, for states().
  struct Parts {
    Unit unit;
    Occupancy upper;
    Occupancy lower;
    V sine;
    V weight1;  ///< of atom 1 in the upper mode
    V weight2;
    VectorModes modes;
  };

  template <class Rate>
  static HWY_INLINE Parts parts(const Point& point, const Rate& rate1, const Rate& rate2) {
    const VectorModes m = vector_modes(point);
    const Temperatures t = in_order(point);
    const V split = hn::Max(set(kSmallest), m.split);
    const V sum = split + hn::Abs(m.half_detuning);
    const V tt = t.hot * t.cold;
    const V inverse = set(1) / (tt * split * sum);
    const V per_split = inverse * tt * sum;
    const V per_tt = inverse * split * sum;
    const V beta_hot = t.cold * per_tt;
    const V beta_gap = (t.hot - t.cold) * per_tt;
    const Occupancy u = occupancy(m.upper * beta_hot, m.upper * beta_gap);
    const Occupancy l = occupancy(m.lower * beta_hot, m.lower * beta_gap);
    const V sine = point.coupling * per_split;
    // The weights of the atoms in the modes: (1 +- cosine)/2, the smaller one as
    // Omega^2/(2 split (split + |Dw|/2)). Without a splitting the atoms are modes themselves.
    const V small = set(0.5) * point.coupling * point.coupling * (inverse * tt);
    const V large = set(1) - small;
    const auto first_is_upper = m.half_detuning >= set(0);
    const V weight1 = hn::IfThenElse(first_is_upper, large, small);
    const V weight2 = hn::IfThenElse(first_is_upper, small, large);
    const V gamma1_u = rate1(m.upper);
    const V gamma1_l = rate1(m.lower);
    const V gamma2_u = rate2(m.upper);
    const V gamma2_l = rate2(m.lower);
    const V hot_u = u.one_plus_h * u.one_less_c;
    const V hot_l = l.one_plus_h * l.one_less_c;
    const V cold_u = u.one_plus_c * u.one_less_h;
    const V cold_l = l.one_plus_c * l.one_less_h;
    const auto first_is_hot = point.temperature1 > point.temperature2;
    const V both = hn::IfThenElse(first_is_hot, set(-0.25), set(0.25)) * sine * sine;
    return {{weight1 * gamma1_u * hn::IfThenElse(first_is_hot, hot_u, cold_u),
             weight2 * gamma2_u * hn::IfThenElse(first_is_hot, cold_u, hot_u),
             weight2 * gamma1_l * hn::IfThenElse(first_is_hot, hot_l, cold_l),
             weight1 * gamma2_l * hn::IfThenElse(first_is_hot, cold_l, hot_l),
             or_nan(allowed(point), both * m.upper * gamma1_u * gamma2_u * u.rise),
             both * m.lower * gamma1_l * gamma2_l * l.rise},
            u,
            l,
            sine,
            weight1,
            weight2,

            m};
  }

  template <class Rate>
  static HWY_INLINE Unit unit(const Point& point, const Rate& rate1, const Rate& rate2) {
    return parts(point, rate1, rate2).unit;
  }

  static HWY_INLINE V flow(const Unit& u, V c1, V c2, const Point&) {
    const V upper = c1 * u.upper1 + c2 * u.upper2;
    const V lower = c1 * u.lower1 + c2 * u.lower2;
    return hn::Neg(c1 * c2) * (u.upper_flow * lower + u.lower_flow * upper) / (upper * lower);
  }
};

}  // namespace quflux::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif
