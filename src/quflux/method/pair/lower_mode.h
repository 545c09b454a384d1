#pragma once

#include <cmath>

namespace quflux::inline pair {

/// E_l E_u = w_1 w_2 - Omega^2 with all digits also where it is the difference of two numbers that
/// are alike (W. Kahan; C.-P. Jeannerod et al., Math. Comp. 82, 2245 (2013)).
inline double product_of_modes(double omega1, double omega2, double coupling) {
  const double square = coupling * coupling;
  return std::fma(omega1, omega2, -square) + std::fma(-coupling, coupling, square);
}

/// Whether both modes of the coupled pair have a positive energy, coupling^2 < omega1 omega2; for
/// frequencies > 0 of any size.
inline bool has_gap(double omega1, double omega2, double coupling) {
  const int size = std::ilogb(coupling);
  if (coupling == 0) return true;
  // Exact but where one frequency is below 1e-290 of the coupling, and the other one then decides.
  const auto scaled = [&](double x) { return std::scalbn(x, -size); };
  return product_of_modes(scaled(omega1), scaled(omega2), scaled(coupling)) > 0;
}

/// The energies of the modes, mean +- split. The lower one is a difference that keeps its digits
/// where it is far below the upper one, beside the coupling at which the gap closes.
struct ModeEnergies {
  double upper;
  double lower;
};

inline ModeEnergies mode_energies(double omega1, double omega2, double coupling, double mean,
                                  double split) {
  // Exactly those of the atoms, which then are modes themselves.
  if (coupling == 0) return {std::fmax(omega1, omega2), std::fmin(omega1, omega2)};
  const double upper = mean + split;
  if (split <= mean / 2) return {upper, mean - split};
  return {upper, product_of_modes(omega1, omega2, coupling) / upper};
}

}  // namespace quflux::inline pair
