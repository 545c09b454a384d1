#pragma once

#include <array>
#include <optional>
#include <string_view>

namespace quflux {

/// The master equations, which differ in which pairs of transition frequencies of the same bath
/// they keep (see make_generator), and the exact current of oscillator networks, which is none of
/// them.
enum class Equation { local, global, partial_secular, redfield, exact };

/// All master equations.
inline constexpr std::array kAllEquations{Equation::local, Equation::global,
                                          Equation::partial_secular, Equation::redfield};

/// "local", "global", "partial_secular", "redfield", "exact": the names in model files and results.
std::string_view name(Equation equation);

/// The equation of that name. Throws Error for any other word.
Equation equation_from_name(std::string_view text);

/// How oscillators couple to the modes of a bath.
enum class BathCoupling {
  position,  ///< (a + a^+) sum_k g_k (b_k + b_k^+)
  exchange   ///< sum_k g_k (a^+ b_k + b_k^+ a): without the terms that a rotating wave drops
};

/// What the exact current keeps of the real part of the self-energy that a bath gives its site.
enum class SelfEnergy {
  full,          ///< all of it
  counter_term,  ///< minus its value at w = 0, as a counter-term in the Hamiltonian cancels it
  dissipative    ///< nothing: the imaginary part alone
};

struct EquationOptions {
  bool lamb_shift = false;
  /// partial_secular only: also drop pairs of frequencies further apart than this (> 0).
  std::optional<double> secular_cutoff;
  /// Transition frequencies closer than this fraction of the largest one count as one frequency.
  double degeneracy_tolerance = 1e-9;
  /// Networks of oscillators only.
  BathCoupling bath_coupling = BathCoupling::position;
  /// exact only.
  SelfEnergy self_energy = SelfEnergy::full;

  bool operator==(const EquationOptions&) const = default;
};

}  // namespace quflux
