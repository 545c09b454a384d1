#pragma once

namespace quflux::inline generator {

/// What a jump counts for where the energy from a bath is counted.
enum class Dressing {
  /// The energy that the whole system gains, for every equation,
  ///
  ///   (L_j(s))_{mn,kl} = (L_j)_{mn,kl} exp(s [(E_m + E_n) - (E_k + E_l)]/2).
  system,
  /// The quantum -w of the eigenoperators S_j(w) rho S_j(w)^+, where each jump has one frequency.
  quanta
};

}  // namespace quflux::inline generator
