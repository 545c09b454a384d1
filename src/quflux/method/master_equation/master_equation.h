#pragma once

#include <array>
#include <cmath>
#include <string>
#include <string_view>

#include "quflux/core/matrix.h"
#include "quflux/method/master_equation/options.h"

namespace quflux::inline master_equation {

/// How the half rate Gamma(w) is shared between the factors of the terms that it belongs to,
/// A = sum_w a(w) S(w) and B = sum_w b(w) S(w), see make_generator(): a b^* = Gamma(w) where w =
/// w'.
struct RateFactors {
  Complex a;
  Complex b;
};

/// What tells one master equation from another, see make_generator().
struct MasterEquation {
  std::string_view name;
  /// The filter f(w, w') of two frequencies of one bath. It keeps neighbours: with w and w', all
  /// frequencies between them.
  bool (*kept)(double w, double v, const EquationOptions&);
  /// Whether frequencies within degeneracy_tolerance are one, and not only those that are equal up
  /// to rounding.
  bool merges = false;
  /// Whether eigenoperators are those of the Hamiltonian without couplings between sites.
  bool uncoupled = false;
  /// Whether the generator has Lindblad's form, whatever the model.
  bool completely_positive = false;
  RateFactors (*share)(Complex half_rate) = [](Complex rate) { return RateFactors{rate, 1}; };
};

/// What filters keep.
namespace filters {

inline bool equal(double w, double v, const EquationOptions& /*unused*/) { return w == v; }

inline bool slow(double w, double v, const EquationOptions& options) {
  if (options.secular_cutoff) return std::abs(w - v) <= *options.secular_cutoff;
  const auto sign = [](double x) { return x > 0 ? 1 : (x < 0 ? -1 : 0); };
  return sign(w) == sign(v);
}

inline bool all(double /*w*/, double /*v*/, const EquationOptions& /*unused*/) { return true; }

}  // namespace filters

/// Eq. (8): each bath sees its own site, w = w', with eigenoperators of the uncoupled Hamiltonian.
inline constexpr MasterEquation kLocal{.name = "local",
                                       .kept = filters::equal,
                                       .merges = true,
                                       .uncoupled = true,
                                       .completely_positive = true};

/// Eq. (5), the secular approximation: w = w'.
inline constexpr MasterEquation kGlobal{
    .name = "global", .kept = filters::equal, .merges = true, .completely_positive = true};

/// Eq. (6): |w - w'| <= secular_cutoff, whatever the signs; without a cutoff w and w' of the same
/// sign.
inline constexpr MasterEquation kPartialSecular{.name = "partial_secular", .kept = filters::slow};

/// Eq. (7): all pairs.
inline constexpr MasterEquation kRedfield{.name = "redfield", .kept = filters::all};

/// The equations that are a filter alone.
inline constexpr std::array kMasterEquations{kLocal, kGlobal, kPartialSecular, kRedfield};

/// Why an equation for the density matrix is not there with baths that couple by exchange, through
/// the part L of S_j = L + L^+ that lowers its sites: S_j(w) is then that of L for w > 0 and that
/// of L^+ for w < 0. Empty: it is.
std::string exchange_obstacle(const MasterEquation& equation, const EquationOptions& options);

/// The one of that name. Throws Error when there is none.
const MasterEquation& find_master_equation(std::string_view name);

}  // namespace quflux::inline master_equation
