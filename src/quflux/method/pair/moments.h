#pragma once

#include <type_traits>

#include <Eigen/Core>

#include "quflux/bath/reservoir.h"
#include "quflux/core/complex_math.h"
#include "quflux/method/master_equation/options.h"
#include "quflux/method/pair/lower_mode.h"
#include "quflux/method/pair/pair_equation.h"
#include "quflux/method/pair/two_level_pair.h"

/// The closed equations of a pair of two-level systems for the 2 x 2 matrix C_ij = <s_j^+ s_i>,
///
///   dC/dt = -X C - C X^+ + Q,   X = i h + K_1 + K_2,   Q = Q_1 + Q_2,   h = [[w1, Omega], [Omega,
///   w2]],
///
/// Eqs. (20) to (25); the matrix h is Eq. (18). Everything here is a template over the
/// number type: complex parameters give the analytic continuation, which is what exceptional points
/// and derivatives by complex steps need.
namespace quflux::inline pair {

template <class Number>
using Matrix2 = Eigen::Matrix<Number, 2, 2>;

/// Frequencies and coupling of a pair, possibly complex; the reservoirs are referred to.
template <class Number>
struct PairPoint {
  Number omega1;
  Number omega2;
  Number coupling;
  const Reservoir& bath1;
  const Reservoir& bath2;
};

inline PairPoint<double> point(const TwoLevelPair& pair) {
  return {pair.omega1, pair.omega2, pair.coupling, pair.bath1, pair.bath2};
}

/// The relaxation rate g(w) = gamma(w) (n(w) + 1/2) of a two-level system.
template <class Number>
Number relaxation_rate(const Reservoir& bath, Number w) {
  return evaluate(bath.spectral_density, w) *
         (occupation_number(w, bath.temperature) + Number(0.5));
}

/// f = 1/(exp(w/T) + 1), the occupation that one reservoir alone would give.
template <class Number>
Number thermal_occupation(Number w, double temperature) {
  if (temperature == 0) return Number(0);
  const Number decay = std::exp(-w / temperature);
  return decay / (Number(1) + decay);
}

/// f(w_b/T_b) - f(w_a/T_a) without cancellation when the two are close.
template <class Number>
Number thermal_difference(Number wb, double tb, Number wa, double ta) {
  if (ta == 0 || tb == 0) return thermal_occupation(wb, tb) - thermal_occupation(wa, ta);
  const Number xa = wa / ta;
  const Number xb = wb / tb;
  const Number ea = std::exp(-xa);
  const Number eb = std::exp(-xb);
  // In terms that vanish one by one where energies or temperatures are alike.
  const Number terms = (wb - wa) / tb + wa * ((ta - tb) / ta / tb);
  const Number gap = std::isfinite(std::real(terms)) ? terms : xb - xa;
  // The exponent that is kept negative cannot overflow.
  const Number difference = std::real(gap) > 0 ? ea * expm1(-gap) : -eb * expm1(gap);
  return difference / ((Number(1) + ea) * (Number(1) + eb));
}

/// The modes of h: energies mean +- split, h = mean + split * (cosine sz + sine sx).
template <class Number>
struct Modes {
  Number mean;
  Number split;
  Number cosine;
  Number sine;
  Number upper;  ///< mean + split
  Number lower;  ///< mean - split
};

template <class Number>
Modes<Number> modes(const PairPoint<Number>& p) {
  const Number half_detuning = (p.omega1 - p.omega2) / 2.0;
  const Number split = std::sqrt(half_detuning * half_detuning + p.coupling * p.coupling);
  const Number mean = (p.omega1 + p.omega2) / 2.0;
  if (split == Number(0)) return {mean, split, Number(0), Number(0), mean, mean};
  Modes<Number> m{mean,         split,       half_detuning / split, p.coupling / split,
                  mean + split, mean - split};
  if constexpr (std::is_same_v<Number, double>) {
    const ModeEnergies e = mode_energies(p.omega1, p.omega2, p.coupling, mean, split);
    m.upper = e.upper;
    m.lower = e.lower;
  }
  return m;
}

/// The modes that relax: those of h, except that the global equation takes modes closer than its
/// tolerance (see EquationOptions) for one.
template <PairEquation equation, class Number>
Modes<Number> relaxing_modes(const PairPoint<Number>& p) {
  const Modes<Number> m = modes(p);
  const double tolerance = kDegeneracyTolerance;
  const bool one =
      equation == PairEquation::global && 2 * std::abs(m.split) <= tolerance * std::abs(m.upper);
  return one ? Modes<Number>{m.mean, Number(0), Number(0), Number(0), m.mean, m.mean} : m;
}

/// The weight of site 1 in the upper mode, which is that of site 2 in the lower, and the other way
/// round: (1 +- cosine)/2, the smaller one without cancellation.
template <class Number>
struct SiteWeights {
  Number upper1;
  Number lower1;
};

template <class Number>
SiteWeights<Number> site_weights(const Modes<Number>& m) {
  const bool mostly_upper = std::real(m.cosine) >= 0;
  const Number large = (1.0 + (mostly_upper ? m.cosine : -m.cosine)) / 2.0;
  const Number small = m.sine * m.sine / (4.0 * large);
  return mostly_upper ? SiteWeights<Number>{large, small} : SiteWeights<Number>{small, large};
}

/// A function of the matrix h from its values at the two mode energies.
template <class Number>
Matrix2<Number> function_of_h(const Modes<Number>& m, Number upper, Number lower) {
  const Number mean = (upper + lower) / 2.0;
  const Number half = (upper - lower) / 2.0;
  Matrix2<Number> result;
  result << mean + half * m.cosine, half * m.sine, half * m.sine, mean - half * m.cosine;
  return result;
}

template <class Number>
struct Relaxation {
  Matrix2<Number> bath1;  ///< K_1
  Matrix2<Number> bath2;  ///< K_2
};

/// Relaxation of C towards bath 1 alone: with C = C_0 + D, where C_0 is the state that bath 1 alone
/// would prepare, the equation for D is dD/dt = -X D - D X^+ + source, and its source vanishes with
/// the difference of the two baths. Solving for D instead of C keeps the flow accurate to the last
/// digits however small it is.
template <class Number>
struct MomentEquation {
  Matrix2<Number> equilibrium1;   ///< C_0
  Relaxation<Number> relaxation;  ///< K_1, K_2
  Matrix2<Number> source;         ///< Q_2 - K_2 C_0 - C_0 K_2^+, real symmetric for real parameters
};

/// C_0, the state that bath 1 alone would prepare: 1/(exp(h/T_1) + 1), in the local equation with
/// omega1 in the place of h.
template <PairEquation equation, class Number>
Matrix2<Number> equilibrium_with_bath1(const PairPoint<Number>& p) {
  const double t1 = p.bath1.temperature;
  if constexpr (equation == PairEquation::local) {
    return thermal_occupation(p.omega1, t1) * Matrix2<Number>::Identity();
  } else {
    const Modes<Number> m = relaxing_modes<equation>(p);
    return function_of_h(m, thermal_occupation(m.upper, t1), thermal_occupation(m.lower, t1));
  }
}

template <PairEquation equation, class Number>
Relaxation<Number> relaxation(const PairPoint<Number>& p) {
  Relaxation<Number> result;
  if constexpr (equation == PairEquation::local) {
    // K_j = P_j g_j(w_j): Eq. (22).
    result.bath1 << relaxation_rate(p.bath1, p.omega1), Number(0), Number(0), Number(0);
    result.bath2 << Number(0), Number(0), Number(0), relaxation_rate(p.bath2, p.omega2);
  } else {
    const Modes<Number> m = relaxing_modes<equation>(p);
    const Number g1_upper = relaxation_rate(p.bath1, m.upper);
    const Number g1_lower = relaxation_rate(p.bath1, m.lower);
    const Number g2_upper = relaxation_rate(p.bath2, m.upper);
    const Number g2_lower = relaxation_rate(p.bath2, m.lower);
    if (equation == PairEquation::global && m.split != Number(0)) {
      // K_j = sum_e Pi_e P_j Pi_e g_j(e) = sum_e (weight of site j in mode e) g_j(e) Pi_e:
      // Eq. (24).
      const auto [w1_upper, w1_lower] = site_weights(m);
      result.bath1 = function_of_h(m, w1_upper * g1_upper, w1_lower * g1_lower);
      result.bath2 = function_of_h(m, w1_lower * g2_upper, w1_upper * g2_lower);
    } else {
      // K_j = P_j g_j(h): Eq. (23). Degenerate modes share one projector, so the global equation
      // takes this form too where there is one energy.
      const Matrix2<Number> g1 = function_of_h(m, g1_upper, g1_lower);
      const Matrix2<Number> g2 = function_of_h(m, g2_upper, g2_lower);
      result.bath1 << g1(0, 0), g1(0, 1), Number(0), Number(0);
      result.bath2 << Number(0), Number(0), g2(1, 0), g2(1, 1);
    }
  }
  return result;
}

/// Q_2 - K_2 C_0 - C_0 K_2^+.
template <PairEquation equation, class Number>
Matrix2<Number> source(const PairPoint<Number>& p) {
  const double t1 = p.bath1.temperature;
  const double t2 = p.bath2.temperature;
  Matrix2<Number> result;
  if constexpr (equation == PairEquation::local) {
    // Q_j = P_j G_j(w_j): Eq. (22).
    result << Number(0), Number(0), Number(0),
        2.0 * relaxation_rate(p.bath2, p.omega2) * thermal_difference(p.omega2, t2, p.omega1, t1);
  } else {
    const Modes<Number> m = relaxing_modes<equation>(p);
    const auto drive_at = [&](Number energy) {
      return relaxation_rate(p.bath2, energy) * thermal_difference(energy, t2, energy, t1);
    };
    const Number upper = drive_at(m.upper);
    const Number lower = drive_at(m.lower);
    if (equation == PairEquation::global && m.split != Number(0)) {
      const auto [w1_upper, w1_lower] = site_weights(m);
      result = function_of_h(m, 2.0 * w1_lower * upper, 2.0 * w1_upper * lower);
    } else {
      // Q_j = (P_j G_j(h) + G_j(h) P_j)/2: Eq. (23).
      const Matrix2<Number> drive = function_of_h(m, upper, lower);
      result << Number(0), drive(0, 1), drive(1, 0), 2.0 * drive(1, 1);
    }
  }
  return result;
}

/// The 2 x 2 equation of the local, global or partial secular equation at one point.
template <PairEquation equation, class Number>
MomentEquation<Number> moment_equation(const PairPoint<Number>& p) {
  return {equilibrium_with_bath1<equation>(p), relaxation<equation>(p), source<equation>(p)};
}

/// The stationary solution: C = C_0 + D with X D + D X^+ = source, D = [[d1, re + i im], [., d2]],
/// and the flow J_1 = Tr[h (Q_1 - K_1 C - C K_1^+)] = -2 Re Tr(h K_1 D), bath 1 being in
/// equilibrium with C_0.
template <class Number>
struct Solution {
  Number d1;
  Number d2;
  Number re;
  Number im;
  Number flow1;
};

/// The four real equations of X D + D X^+ = source with the populations eliminated, so that the two
/// coherence equations remain. Needs k(0,0) and k(1,1) not zero.
template <class Number>
Solution<Number> solve_by_elimination(const PairPoint<Number>& p, const MomentEquation<Number>& e) {
  const Matrix2<Number>& k1 = e.relaxation.bath1;
  const Matrix2<Number> k = k1 + e.relaxation.bath2;
  const Matrix2<Number>& q = e.source;
  const Number detuning = p.omega1 - p.omega2;
  const Number omega = p.coupling;
  const Number sum = k(0, 0) + k(1, 1);
  const Number a0 = q(0, 0) / (2.0 * k(0, 0));
  const Number b0 = q(1, 1) / (2.0 * k(1, 1));
  const Number r12 = k(0, 1) / k(0, 0);
  const Number r21 = k(1, 0) / k(1, 1);
  const Number omega1 = omega / k(0, 0);
  const Number omega2 = omega / k(1, 1);
  // real part of (X D + D X^+)_12
  const Number m11 = sum - k(0, 1) * r21 - k(1, 0) * r12;
  const Number m12 = k(0, 1) * omega2 - k(1, 0) * omega1 - detuning;
  const Number s1 = q(0, 1) - k(0, 1) * b0 - k(1, 0) * a0;
  // imaginary part
  const Number m21 = detuning + omega * (r12 - r21);
  const Number m22 = sum + omega * (omega1 + omega2);
  const Number s2 = omega * (a0 - b0);
  const Number determinant = m11 * m22 - m12 * m21;
  const Number re = (s1 * m22 - m12 * s2) / determinant;
  const Number im = (m11 * s2 - s1 * m21) / determinant;
  const Number d1 = a0 - r12 * re - omega1 * im;
  const Number d2 = b0 - r21 * re + omega2 * im;
  // K_1 = P_1 g_1(h) has a first row only.
  const Number flow1 =
      -2.0 * (p.omega1 * (k1(0, 0) * d1 + k1(0, 1) * re) + omega * (k1(0, 0) * re + k1(0, 1) * d2));
  return {d1, d2, re, im, flow1};
}

/// The global equation: X commutes with h and every mode relaxes by itself, Eqs. (35) and (36).
template <class Number>
Solution<Number> solve_by_modes(const PairPoint<Number>& p) {
  const Modes<Number> m = modes(p);
  const auto [w1_upper, w1_lower] = site_weights(m);
  const double t1 = p.bath1.temperature;
  const double t2 = p.bath2.temperature;
  struct Mode {
    Number d;
    Number flow1;
  };
  const auto relax = [&](Number energy, Number weight1, Number weight2) -> Mode {
    const Number k1 = weight1 * relaxation_rate(p.bath1, energy);
    const Number k2 = weight2 * relaxation_rate(p.bath2, energy);
    const Number d = k2 * thermal_difference(energy, t2, energy, t1) / (k1 + k2);
    return {d, -2.0 * energy * k1 * d};
  };
  const Mode upper = relax(m.upper, w1_upper, w1_lower);
  const Mode lower = relax(m.lower, w1_lower, w1_upper);
  return {upper.d * w1_upper + lower.d * w1_lower, upper.d * w1_lower + lower.d * w1_upper,
          (upper.d - lower.d) / 2.0 * m.sine, Number(0), upper.flow1 + lower.flow1};
}

/// A sum, and the size of its terms, which is what it has rounding of.
template <class Number>
struct SumOfTerms {
  Number value;
  double size;
};

/// J_1 of the partial secular equation, Eq. (34), with 1 - a of a weight a:
///
///   J_1 = -2 Omega^2/M [E_u g_1u d_u A_l + E_l g_1l d_l A_u + A W (g_1u d_u - g_1l d_l)/s].
///
/// Where the lower mode hardly relaxes the sites have lost the digits that this sum keeps: only the
/// last term can be of another sign than the others. mean_slope(f, E_u, E_l) is
/// (f(E_u) - f(E_l))/s of the function f(E) = g_1 g_2 d.
template <class Number, class MeanSlope>
SumOfTerms<Number> partial_secular_flow(const PairPoint<Number>& p, const MeanSlope& mean_slope) {
  const Modes<Number> m = modes(p);
  if (m.split == Number(0)) return {Number(0), 0};  // atoms that are not coupled
  const auto [weight1, weight2] = site_weights(m);
  struct Rates {
    Number energy;
    Number bath1;
    Number bath2;
  };
  const auto rates = [&](Number energy) -> Rates {
    return {energy, relaxation_rate(p.bath1, energy), relaxation_rate(p.bath2, energy)};
  };
  const auto source = [&](const auto& energy) {
    return relaxation_rate(p.bath1, energy) * relaxation_rate(p.bath2, energy) *
           thermal_difference(energy, p.bath2.temperature, energy, p.bath1.temperature);
  };
  const Number splitting = 2.0 * m.split;
  const Rates u = rates(m.upper);
  const Rates l = rates(m.lower);
  const Number a_u = weight1 * u.bath1 + weight2 * u.bath2;
  const Number a_l = weight2 * l.bath1 + weight1 * l.bath2;
  const Number aw = (a_u + a_l) * (weight1 * u.bath1 * l.bath2 + weight2 * l.bath1 * u.bath2);
  const Number determinant = splitting * splitting * a_u * a_l + (a_u + a_l) * aw;
  const Number factor = -2.0 * p.coupling * p.coupling / determinant;
  const Number apart = u.energy * source(u.energy) * a_l + l.energy * source(l.energy) * a_u;
  const SumOfTerms<Number> slope = mean_slope(source, u.energy, l.energy);
  return {factor * (apart + aw * slope.value),
          std::abs(factor) * (std::abs(apart) + std::abs(aw) * slope.size)};
}

/// The same from the difference, which has lost digits where modes are close.
template <class Number>
SumOfTerms<Number> partial_secular_flow(const PairPoint<Number>& p) {
  const Number splitting = 2.0 * modes(p).split;
  return partial_secular_flow(
      p, [&](const auto& f, const Number& upper, const Number& lower) -> SumOfTerms<Number> {
        const Number first = f(upper);
        const Number second = f(lower);
        return {(first - second) / splitting,
                (std::abs(first) + std::abs(second)) / std::abs(splitting)};
      });
}

/// The stationary solution at one point. Both baths must act.
template <PairEquation equation, class Number>
Solution<Number> solve(const PairPoint<Number>& p) {
  if (equation == PairEquation::global && relaxing_modes<equation>(p).split != Number(0)) {
    return solve_by_modes(p);
  }
  Solution<Number> result = solve_by_elimination(p, moment_equation<equation>(p));
  if (equation == PairEquation::partial_secular) result.flow1 = partial_secular_flow(p).value;
  return result;
}

/// X = i (h - mean) + K_1 + K_2. The mean frequency drops out of the moments' equation.
template <PairEquation equation, class Number>
Matrix2<Complex> amplitude_matrix(const PairPoint<Number>& p) {
  const Relaxation<Number> k = relaxation<equation>(p);
  const Complex half_detuning = (p.omega1 - p.omega2) / 2.0;
  const Complex coupling = p.coupling;
  Matrix2<Complex> x = (k.bath1 + k.bath2).template cast<Complex>();
  x(0, 0) += Complex(0, 1) * half_detuning;
  x(1, 1) -= Complex(0, 1) * half_detuning;
  x(0, 1) += Complex(0, 1) * coupling;
  x(1, 0) += Complex(0, 1) * coupling;
  return x;
}

}  // namespace quflux::inline pair
