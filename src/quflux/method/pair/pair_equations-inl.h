// Included once for every instruction set; see kernel.cc.
#if defined(QUFLUX_TWO_TLS_PAIR_EQUATIONS_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef QUFLUX_TWO_TLS_PAIR_EQUATIONS_INL_H_
#undef QUFLUX_TWO_TLS_PAIR_EQUATIONS_INL_H_
#else
#define QUFLUX_TWO_TLS_PAIR_EQUATIONS_INL_H_
#endif

#include <array>

#include "quflux/method/master_equation/options.h"
#include "quflux/method/pair/pair_batch.h"
#include "quflux/method/pair/pair_equation.h"
#include "quflux/method/pair/vector_math-inl.h"

// The equations of moments.h for a vector of points, in four steps that a batch takes one after the
// other, so that each has short chains of dependent operations, and of which a grid keeps the
// result of the third:
//
//   frame     what the Hamiltonian and the temperatures give without exponentials,
//   thermal   the exponentials: occupations of the reservoirs at every energy of the frame,
//   unit      rates and sources at unit coefficients of the spectral densities,
//   flow      the solution for given coefficients.
HWY_BEFORE_NAMESPACE();
namespace quflux::inline pair::HWY_NAMESPACE {

// Splittings and temperatures below are none; it keeps reciprocals of their products finite.
inline constexpr double kSmallest = 1e-75;

// Modes closer than this fraction of the upper one are degenerate for the global equation, see
// kDegeneracyTolerance.
inline constexpr double kDegenerate = kDegeneracyTolerance;

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
  /// That of every point.
  HWY_INLINE const OhmicRate& at(std::size_t) const { return *this; }
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
  /// That of every point.
  HWY_INLINE const AnyRate& at(std::size_t) const { return *this; }
  RateShape shape;
};

/// gamma(w)/c of a power law of any shape, another one in each lane.
struct LaneRate {
  HWY_INLINE V operator()(V w) const {
    return exponential(hn::NegMulAdd(w, inverse_cutoff, exponent * hn::Log(D(), w)));
  }
  V exponent;
  V inverse_cutoff;
};

/// One energy (two in the local equation) and two reservoirs: x = E/T of the one for which it is
/// smaller, here called hot, and by how much that of the other is larger.
struct Exponents {
  V x_hot;
  V gap;
};

/// (2 n + 1)/2 = coth(x/2)/2 of both reservoirs, and half of (f_hot - f_cold) coth coth, with
/// f = 1/(e^x + 1), all of them before the multiplication by `scale`.
struct Thermal {
  V hot;
  V cold;
  V rise;
  V scale;
};

/// exp(-x) and so on of both reservoirs: only sums of positive terms, without cancellation however
/// close or small the two exponents are.
struct Exponentials {
  V rise;                 ///< exp(-x_hot) - exp(-x_cold)
  V plus_hot, plus_cold;  ///< 1 + exp(-x)
  V less_hot, less_cold;  ///< 1 - exp(-x)
};

HWY_INLINE Exponentials exponentials(const Exponents& e) {
  const Decay hot = decay(e.x_hot);
  const V rise = hot.exp * decay(e.gap).complement;
  const V plus_hot = set(1) + hot.exp;
  return {rise, plus_hot, plus_hot - rise, hot.complement, hot.complement + rise};
}

HWY_INLINE Thermal thermal(const Exponentials& e, V scale) {
  return {e.plus_hot * e.less_cold, e.plus_cold * e.less_hot, e.rise, scale};
}

HWY_INLINE std::array<Thermal, 1> thermals(const std::array<Exponents, 1>& exponents) {
  const Exponentials e = exponentials(exponents[0]);
  return {thermal(e, set(0.5) / (e.less_hot * e.less_cold))};
}

/// Of two energies, with one division.
HWY_INLINE std::array<Thermal, 2> thermals(const std::array<Exponents, 2>& exponents) {
  const Exponentials u = exponentials(exponents[0]);
  const Exponentials l = exponentials(exponents[1]);
  const V less_u = u.less_hot * u.less_cold;
  const V less_l = l.less_hot * l.less_cold;
  const V inverse = set(0.5) / (less_u * less_l);
  return {thermal(u, inverse * less_l), thermal(l, inverse * less_u)};
}

HWY_INLINE V or_nan(hn::Mask<D> mask, V v) { return hn::IfThenElse(mask, v, hn::NaN(D())); }

/// What is given for the hot and the cold reservoir, for the first one, which is hot where `hotter`
/// is positive.
HWY_INLINE V of_first(V hotter, V hot, V cold) {
  return hn::IfThenElse(hotter > hn::Zero(D()), hot, cold);
}
HWY_INLINE V of_second(V hotter, V hot, V cold) { return of_first(hotter, cold, hot); }

/// The modes E_u, E_l = (w_1 + w_2 +- s)/2 of h, the weights of atom 1 in them, and their
/// exponents.
struct Modes {
  V upper;
  V lower;
  V weight1;        ///< a, of atom 1 in the upper mode and of atom 2 in the lower one
  V weight2;        ///< 1 - a
  V per_split;      ///< 1/s
  V split_squared;  ///< s^2
  V hotter;         ///< T_1 - T_2
  V sign;           ///< Omega^2 with the sign of that; NaN where the point is not allowed
  std::array<Exponents, 2> exponents;  ///< upper, lower
};

/// w_1 w_2 - Omega^2, see product_of_modes().
HWY_INLINE V product_of_modes(const Point& p) {
  const V square = p.coupling * p.coupling;
#if HWY_NATIVE_FMA && !defined(__wasm_simd128__)
  return hn::MulSub(p.omega1, p.omega2, square) + hn::NegMulAdd(p.coupling, p.coupling, square);
#else
  // The roundings of both products (T. J. Dekker).
  struct Halves {
    V high, low;
  };
  const auto halves = [](V x) HWY_ATTR -> Halves {
    const V wide = x * set(0x1p27 + 1);
    const V high = wide - (wide - x);
    return {high, x - high};
  };
  const Halves a = halves(p.omega1);
  const Halves b = halves(p.omega2);
  const Halves c = halves(p.coupling);
  const V product = p.omega1 * p.omega2;
  const V lost = (a.high * b.high - product + a.high * b.low + a.low * b.high) + a.low * b.low;
  const V lost_square =
      (c.high * c.high - square + c.high * c.low + c.low * c.high) + c.low * c.low;
  return (product - square) + (lost - lost_square);
#endif
}

/// Which points a formula is for. At usual ones the gap of the lower mode is open and the modes are
/// apart; all are there for the others, too, and cost more.
enum class Points { usual, all };

/// Whether w_1 + w_2 - s is no less than a part of w_1 + w_2 that lets the difference keep all but
/// two of its digits.
HWY_INLINE hn::Mask<D> is_open(const Point& p) {
  const V detuning = p.omega1 - p.omega2;
  const V sum = p.omega1 + p.omega2;
  const V twice_coupling = p.coupling + p.coupling;
  const V split_squared = hn::MulAdd(detuning, detuning, twice_coupling * twice_coupling);
  constexpr double kLargest = 1 - 1.0 / 128;
  return split_squared <= (set(kLargest * kLargest) * sum) * sum;
}

/// Where the gap of the lower mode closes, E_l = (w_1 + w_2 - s)/2 is a difference of numbers that
/// are alike, and E_l = (w_1 w_2 - Omega^2)/E_u has all digits.
template <Points points>
HWY_INLINE V lower_mode(const Point& p, V sum, V split, V upper) {
  const V difference = set(0.5) * (sum - split);
  if constexpr (points == Points::usual) return difference;
  return hn::IfThenElse(is_open(p), difference, product_of_modes(p) / upper);
}

// Sums cost less than products here: they have units of their own.
template <Points points>
HWY_INLINE Modes modes(const Point& point) {
  const V detuning = point.omega1 - point.omega2;
  const V sum = point.omega1 + point.omega2;
  const V twice_coupling = point.coupling + point.coupling;
  const V split_squared = hn::MulAdd(detuning, detuning, twice_coupling * twice_coupling);
  const V split = hn::Sqrt(split_squared) + set(kSmallest);
  const V upper = set(0.5) * (sum + split);
  const V lower = lower_mode<points>(point, sum, split, upper);
  // The smaller weight without cancellation, as 2 Omega^2/(s (s + |Dw|)). Without a splitting the
  // atoms are modes themselves.
  const V whole = split + hn::Abs(detuning);
  const V inverse = set(1) / (split * whole);
  const V small = twice_coupling * (point.coupling * inverse);
  const V large = set(1) - small;
  const auto first_is_upper = detuning >= hn::Zero(D());

  const V t1 = point.temperature1 + set(kSmallest);
  const V t2 = point.temperature2 + set(kSmallest);
  const V hotter = t1 - t2;
  const V cold = hn::Min(t1, t2);
  const V product = t1 * t2;
  const V per_tt = set(1) / product;
  const V beta_hot = cold * per_tt;
  const V beta_gap = hn::Abs(hotter) * per_tt;
  // The lower mode is positive where Omega^2 < w_1 w_2 and both frequencies are positive.
  const V zero = hn::Zero(D());
  // The product is NaN where a temperature is, which a minimum need not be.
  const auto allowed = hn::And(hn::Min(lower, cold) > zero, product > zero);
  return {upper,
          lower,
          hn::IfThenElse(first_is_upper, large, small),
          hn::IfThenElse(first_is_upper, small, large),
          inverse * whole,
          split_squared,
          hotter,
          or_nan(allowed, hn::CopySign(point.coupling * point.coupling, hotter)),
          {Exponents{upper * beta_hot, upper * beta_gap},
           Exponents{lower * beta_hot, lower * beta_gap}}};
}

/// Rates g_j and sources of the modes at unit coefficients, with d = g_2 (f_2 - f_1).
struct ModeRates {
  V g1_upper, g2_upper;
  V g1_lower, g2_lower;
  V source_upper, source_lower;  ///< 2 |g_1 d|
};

template <class Rate>
HWY_INLINE ModeRates mode_rates(const Modes& m, const std::array<Thermal, 2>& thermals,
                                const Rate& rate1, const Rate& rate2) {
  const auto& [u, l] = thermals;
  const V rate2_u = rate2(m.upper);
  const V rate2_l = rate2(m.lower);
  const V scaled1_u = rate1(m.upper) * u.scale;
  const V scaled1_l = rate1(m.lower) * l.scale;
  return {scaled1_u * of_first(m.hotter, u.hot, u.cold),
          rate2_u * u.scale * of_second(m.hotter, u.hot, u.cold),
          scaled1_l * of_first(m.hotter, l.hot, l.cold),
          rate2_l * l.scale * of_second(m.hotter, l.hot, l.cold),
          scaled1_u * u.rise * rate2_u,
          scaled1_l * l.rise * rate2_l};
}

template <PairEquation equation>
struct Equations;

/// Partial secular: K_j = P_j g_j(h), Q_j = (P_j G_j(h) + G_j(h) P_j)/2, solved in the modes. With
/// g_1u = g_1(E_u) and so on and
///
///   A_u = a g_1u + b g_2u,   A_l = b g_1l + a g_2l,   A = A_u + A_l,   b = 1 - a,
///   W = a g_1u g_2l + b g_1l g_2u,   M = s^2 A_u A_l + A^2 W,
///
/// the flow is Eq. (34),
///
///   J_1 = -2 Omega^2/M [E_u g_1u d_u A_l + E_l g_1l d_l A_u + A W (g_1u d_u - g_1l d_l)/s].
///
/// Every sum but the last difference is one of positive terms.
template <>
struct Equations<PairEquation::partial_secular> {
  using Frame = Modes;
  static constexpr std::size_t kThermals = 2;

  struct Unit {
    V upper1, upper2;  ///< of A_u, from reservoirs 1 and 2
    V lower1, lower2;  ///< of A_l
    V w;
    V split_squared;
    V upper_flow, lower_flow;  ///< 2 |E g_1 d|
    V slope;                   ///< 2 (|g_1u d_u| - |g_1l d_l|)/s
    V sign;                    ///< Omega^2 with the sign of the flow
  };

  template <Points points>
  static HWY_INLINE Frame frame(const Point& point) {
    return modes<points>(point);
  }

  static HWY_INLINE hn::Mask<D> is_usual(const Point& point, const Frame&) {
    return is_open(point);
  }

  template <Points, class Rate>
  static HWY_INLINE Unit unit(const Frame& m, const std::array<Thermal, 2>& thermals,
                              const Rate& rate1, const Rate& rate2) {
    return unit(m, mode_rates(m, thermals, rate1, rate2));
  }

  static HWY_INLINE Unit unit(const Frame& m, const ModeRates& r) {
    const V upper1 = m.weight1 * r.g1_upper;
    const V lower1 = m.weight2 * r.g1_lower;
    return {upper1,
            m.weight2 * r.g2_upper,
            lower1,
            m.weight1 * r.g2_lower,
            hn::MulAdd(upper1, r.g2_lower, lower1 * r.g2_upper),
            m.split_squared,
            m.upper * r.source_upper,
            m.lower * r.source_lower,
            (r.source_upper - r.source_lower) * m.per_split,
            m.sign};
  }

  static HWY_INLINE V flow(const Unit& unit, V c1, V c2) {
    const V a_u = hn::MulAdd(c1, unit.upper1, c2 * unit.upper2);
    const V a_l = hn::MulAdd(c1, unit.lower1, c2 * unit.lower2);
    const V a = a_u + a_l;
    const V both = c1 * c2;
    const V aw = a * (both * unit.w);
    const V m = hn::MulAdd(a, aw, unit.split_squared * (a_u * a_l));
    const V sum = hn::MulAdd(unit.upper_flow, a_l, unit.lower_flow * a_u);
    return unit.sign * both * hn::MulAdd(aw, unit.slope, sum) / m;
  }
};

/// Local: K_j = P_j g_j(w_j), Q_j = P_j G_j(w_j); Eq. (29).
template <>
struct Equations<PairEquation::local> {
  struct Frame {
    V omega1;
    V omega2;
    V hotter;  ///< w_2/T_2 - w_1/T_1
    V sign;    ///< Omega^2 with the sign of that; NaN where the point is not allowed
    V detuning_squared;
    std::array<Exponents, 1> exponents;
  };
  static constexpr std::size_t kThermals = 1;

  struct Unit {
    V a, b;          ///< g_1, g_2
    V flow1, flow2;  ///< -2 Omega^2 g_1 d w_1, w_2
    V coupling_squared;
    V detuning_squared;
  };

  template <Points>
  static HWY_INLINE Frame frame(const Point& point) {
    const V t1 = point.temperature1 + set(kSmallest);
    const V t2 = point.temperature2 + set(kSmallest);
    const V per_tt = set(1) / (t1 * t2);
    const V x1 = point.omega1 * (t2 * per_tt);
    const V x2 = point.omega2 * (t1 * per_tt);
    // x2 - x1 in terms that vanish one by one where the atoms or the reservoirs are alike.
    const V detuning = point.omega1 - point.omega2;
    const V hotter = (point.omega2 * (t1 - t2) - detuning * t2) * per_tt;
    const V coupling_squared = point.coupling * point.coupling;
    const V product = point.omega1 * point.omega2;
    const auto allowed = hn::And(hn::And(point.omega1 > hn::Zero(D()), product > coupling_squared),
                                 hn::And(t1 > hn::Zero(D()), t2 > hn::Zero(D())));
    return {point.omega1,
            point.omega2,
            hotter,
            or_nan(allowed, hn::CopySign(coupling_squared, hotter)),
            detuning * detuning,
            {Exponents{hn::Min(x1, x2), hn::Abs(hotter)}}};
  }

  template <Points, class Rate>
  static HWY_INLINE Unit unit(const Frame& f, const std::array<Thermal, 1>& thermals,
                              const Rate& rate1, const Rate& rate2) {
    const Thermal& t = thermals[0];
    const V scaled1 = rate1(f.omega1) * t.scale;
    const V rate2_2 = rate2(f.omega2);
    const V source = f.sign * (scaled1 * t.rise * rate2_2);
    return {scaled1 * of_first(f.hotter, t.hot, t.cold),
            rate2_2 * t.scale * of_second(f.hotter, t.hot, t.cold),
            source * f.omega1,
            source * f.omega2,
            hn::Abs(f.sign),
            f.detuning_squared};
  }

  /// (g_1 + g_2)^2 (e + Omega^2), with e of Eq. (29).
  static HWY_INLINE V denominator(const Unit& u, V a, V b) {
    const V sum = a + b;
    const V sum_squared = sum * sum;
    return hn::MulAdd(a * b, u.detuning_squared + sum_squared, sum_squared * u.coupling_squared);
  }

  static HWY_INLINE V flow(const Unit& u, V c1, V c2) {
    const V a = c1 * u.a;
    const V b = c2 * u.b;
    return c1 * c2 * hn::MulAdd(u.flow1, b, u.flow2 * a) / denominator(u, a, b);
  }
};

/// Global: every mode relaxes by itself, K_j = sum_e Pi_e P_j Pi_e g_j(e), or both together where
/// they are degenerate, K_j = P_j g_j(e). In both cases, see Eq. (35),
///
///   J_1 = c_1 c_2 (F_u Y + F_l X)/(X Y (t S^2 + u) + v S^2),   S = X + Y,
///
/// with X, Y = A_u, A_l, t = v = 0 and u = 1 for modes apart, and with X, Y = g_1, g_2, t = 1,
/// u = Dw^2 and v = Omega^2, Eq. (29), for degenerate ones.
template <>
struct Equations<PairEquation::global> {
  using Frame = Modes;
  static constexpr std::size_t kThermals = 2;

  /// Of modes apart.
  struct UsualUnit {
    V x1, x2;  ///< of X, from reservoirs 1 and 2
    V y1, y2;
    V flow_upper, flow_lower;
  };
  struct Unit {
    UsualUnit sums;
    V t, u, v;
  };

  template <Points points>
  static HWY_INLINE Frame frame(const Point& point) {
    return modes<points>(point);
  }

  static HWY_INLINE hn::Mask<D> degenerate(const Modes& m) {
    return m.upper - m.lower <= set(kDegenerate) * m.upper;
  }

  static HWY_INLINE hn::Mask<D> is_usual(const Point& point, const Frame& frame) {
    return hn::AndNot(degenerate(frame), is_open(point));
  }

  static HWY_INLINE UsualUnit apart(const Modes& m, const ModeRates& r) {
    const V weight = m.sign * (m.per_split * m.per_split);  // a b, with the sign
    return {m.weight1 * r.g1_upper,
            m.weight2 * r.g2_upper,
            m.weight2 * r.g1_lower,
            m.weight1 * r.g2_lower,
            weight * (m.upper * r.source_upper),
            weight * (m.lower * r.source_lower)};
  }

  template <Points points, class Rate>
  static HWY_INLINE auto unit(const Frame& m, const std::array<Thermal, 2>& thermals,
                              const Rate& rate1, const Rate& rate2) {
    const ModeRates r = mode_rates(m, thermals, rate1, rate2);
    if constexpr (points == Points::usual) {
      return apart(m, r);
    } else {
      return unit(m, r);
    }
  }

  static HWY_INLINE Unit unit(const Frame& m, const ModeRates& r) {
    const UsualUnit usual = apart(m, r);
    const V zero = hn::Zero(D());
    const V half = set(0.5);
    const auto together = degenerate(m);
    // Of degenerate modes the mean is that at the mean energy, up to the square of the splitting.
    const V source = half * (r.source_upper + r.source_lower);
    const V omega1 = hn::MulAdd(m.weight1, m.upper, m.weight2 * m.lower);
    const V omega2 = hn::MulAdd(m.weight2, m.upper, m.weight1 * m.lower);
    const V coupling_squared = hn::Abs(m.sign);
    return {{hn::IfThenElse(together, half * (r.g1_upper + r.g1_lower), usual.x1),
             hn::IfThenElse(together, zero, usual.x2), hn::IfThenElse(together, zero, usual.y1),
             hn::IfThenElse(together, half * (r.g2_upper + r.g2_lower), usual.y2),
             hn::IfThenElse(together, m.sign * (source * omega1), usual.flow_upper),
             hn::IfThenElse(together, m.sign * (source * omega2), usual.flow_lower)},
            hn::IfThenElseZero(together, set(1)),
            hn::IfThenElse(together, m.split_squared - set(4) * coupling_squared, set(1)),
            hn::IfThenElseZero(together, coupling_squared)};
  }

  /// X, Y and what is above the line.
  struct Sums {
    V x, y, above;
  };

  static HWY_INLINE Sums sums(const UsualUnit& unit, V c1, V c2) {
    const V x = hn::MulAdd(c1, unit.x1, c2 * unit.x2);
    const V y = hn::MulAdd(c1, unit.y1, c2 * unit.y2);
    return {x, y, c1 * c2 * hn::MulAdd(unit.flow_upper, y, unit.flow_lower * x)};
  }

  static HWY_INLINE V flow(const UsualUnit& unit, V c1, V c2) {
    const Sums s = sums(unit, c1, c2);
    return s.above / (s.x * s.y);
  }

  static HWY_INLINE V flow(const Unit& unit, V c1, V c2) {
    const Sums s = sums(unit.sums, c1, c2);
    const V sum = s.x + s.y;
    const V sum_squared = sum * sum;
    return s.above /
           hn::MulAdd(s.x * s.y, hn::MulAdd(unit.t, sum_squared, unit.u), unit.v * sum_squared);
  }
};

}  // namespace quflux::inline pair::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif
