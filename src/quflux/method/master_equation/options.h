#pragma once

#include <optional>
#include <vector>

#include "quflux/generator/dressing.h"
#include "quflux/road/options.h"

namespace quflux::inline master_equation {

/// How sites couple to the modes of a bath, a the operator that lowers them.
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

/// Transition frequencies closer than this fraction of the largest one count as one frequency.
inline constexpr double kDegeneracyTolerance = 1e-9;

/// The options of the master equations, and of the exact current of oscillators.
struct EquationOptions {
  bool lamb_shift = false;
  /// partial_secular only: keep the pairs of frequencies that are no further apart than this (> 0),
  /// whatever their signs, instead of those of one sign.
  std::optional<double> secular_cutoff;
  double degeneracy_tolerance = kDegeneracyTolerance;
  /// exchange: networks of oscillators; with a density matrix see exchange_obstacle().
  BathCoupling bath_coupling = BathCoupling::position;
  /// exact only.
  SelfEnergy self_energy = SelfEnergy::full;
  /// local: what a jump counts for, see Dressing.
  Dressing counting = Dressing::system;

  bool operator==(const EquationOptions&) const = default;
};

/// The options as they are set under their keys.
EquationOptions equation_options(const Options& options);

/// Whether what is set changes nothing.
bool has_defaults(const Options& options);

/// Their keys, one by one, of which rows of the table of equations take what they know.
OptionKey lamb_shift_option();
OptionKey secular_cutoff_option();
OptionKey degeneracy_tolerance_option();
OptionKey bath_coupling_option();
OptionKey self_energy_option();
OptionKey counting_option();

}  // namespace quflux::inline master_equation
