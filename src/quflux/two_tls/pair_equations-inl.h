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

/// coth(E/2T) = 2 n + 1 of two reservoirs, and (f_hot - f_cold)/4 times both.
struct Thermal {
  V hot;
  V cold;
  V difference;
};

/// From x = E/T of the hot reservoir and by how much that of the cold one is larger.
HWY_INLINE Thermal thermal(V x_hot, V gap) {
  const Occupancy o = occupancy(x_hot, gap);
  const V inverse = set(1) / (o.one_less_h * o.one_less_c);
  return {o.one_plus_h * (o.one_less_c * inverse), o.one_plus_c * (o.one_less_h * inverse),
          o.rise * inverse};
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

/// Partial secular: K_j = P_j g_j(h), Q_j = (P_j G_j(h) + G_j(h) P_j)/2, solved in the modes of h
/// (upper and lower energy E_u, E_l, weights a and b = 1 - a of atom 1 in them, splitting s). With
/// g_ju = g_j(E_u) and so on, d_m = g_2m (f_2 - f_1)(E_m) and
///
///   A_u = a g_1u + b g_2u,   A_l = b g_1l + a g_2l,   A = A_u + A_l,
///   W = a g_1u g_2l + b g_1l g_2u,   M = s^2 A_u A_l + A^2 W,
///
/// the flow is
///
///   J_1 = -2 Omega^2/M [E_u g_1u d_u A_l + E_l g_1l d_l A_u + A W (g_1u d_u - g_1l d_l)/s].
///
/// Every sum but the last difference is one of positive terms.
template <>
struct Equations<Equation::partial_secular> {
  /// The parts at unit coefficients and for 2 g in the place of g.
  struct Unit {
    V upper1, upper2;          ///< of A_u, from reservoirs 1 and 2
    V lower1, lower2;          ///< of A_l
    V w;                       ///< W/4
    V split_squared;           ///< 4 s^2
    V upper_flow, lower_flow;  ///< -Omega^2 E g_1 d
    V slope;                   ///< -Omega^2 (g_1u d_u - g_1l d_l)/s
  };

  template <class Rate>
  static HWY_INLINE Unit unit(const Point& point, const Rate& rate1, const Rate& rate2) {
    const V half_detuning = set(0.5) * (point.omega1 - point.omega2);
    const V mean = set(0.5) * (point.omega1 + point.omega2);
    const V coupling_squared = point.coupling * point.coupling;
    const V half_split_squared = hn::MulAdd(half_detuning, half_detuning, coupling_squared);
    const V half_split = hn::Max(set(kSmallest), hn::Sqrt(half_split_squared));
    const V upper = mean + half_split;
    const V lower = mean - half_split;
    // The smaller weight, without cancellation: Omega^2/(s (s/2 + |Dw|/2)).
    const V sum = half_split + hn::Abs(half_detuning);
    const V inverse = set(0.5) / (half_split * sum);
    const V per_split = inverse * sum;  // 1/s
    const V small = coupling_squared * inverse;
    const V large = set(1) - small;
    const auto first_is_upper = half_detuning >= set(0);
    const V a = hn::IfThenElse(first_is_upper, large, small);
    const V b = hn::IfThenElse(first_is_upper, small, large);

    const Temperatures t = in_order(point);
    const V per_tt = set(1) / (t.hot * t.cold);
    const V beta_hot = t.cold * per_tt;
    const V beta_gap = (t.hot - t.cold) * per_tt;
    const Thermal u = thermal(upper * beta_hot, upper * beta_gap);
    const Thermal l = thermal(lower * beta_hot, lower * beta_gap);
    const auto first_is_hot = point.temperature1 > point.temperature2;
    const V rate1_u = rate1(upper);
    const V rate1_l = rate1(lower);
    const V rate2_u = rate2(upper);
    const V rate2_l = rate2(lower);
    const V g1_u = rate1_u * hn::IfThenElse(first_is_hot, u.hot, u.cold);
    const V g1_l = rate1_l * hn::IfThenElse(first_is_hot, l.hot, l.cold);
    const V g2_u = rate2_u * hn::IfThenElse(first_is_hot, u.cold, u.hot);
    const V g2_l = rate2_l * hn::IfThenElse(first_is_hot, l.cold, l.hot);
    const V drive_u = rate1_u * rate2_u * u.difference;
    const V drive_l = rate1_l * rate2_l * l.difference;
    const V weight = or_nan(
        allowed(point), hn::IfThenElse(first_is_hot, coupling_squared, hn::Neg(coupling_squared)));
    const V upper1 = a * g1_u;
    const V lower1 = b * g1_l;
    return {upper1,
            b * g2_u,
            lower1,
            a * g2_l,
            set(0.25) * hn::MulAdd(upper1, g2_l, lower1 * g2_u),
            set(4) * half_split_squared,
            weight * (upper * drive_u),
            weight * (lower * drive_l),
            weight * ((drive_u - drive_l) * per_split)};
  }

  static HWY_INLINE V flow(const Unit& unit, V c1, V c2, const Point&) {
    const V a_u = hn::MulAdd(c1, unit.upper1, c2 * unit.upper2);
    const V a_l = hn::MulAdd(c1, unit.lower1, c2 * unit.lower2);
    const V a = a_u + a_l;
    const V both = c1 * c2;
    const V aw = a * (both * unit.w);
    const V m = hn::MulAdd(a, aw, unit.split_squared * (a_u * a_l));
    const V numerator =
        hn::MulAdd(aw, unit.slope, hn::MulAdd(unit.upper_flow, a_l, unit.lower_flow * a_u));
    return both * numerator / m;
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
