#pragma once

#include <array>
#include <optional>
#include <string_view>

namespace quflux {

/// The master equations. They differ in which pairs of transition frequencies of the same bath they
/// keep, see make_generator.
enum class Equation { local, global, partial_secular, redfield };

inline constexpr std::array kAllEquations{Equation::local, Equation::global,
                                          Equation::partial_secular, Equation::redfield};

/// "local", "global", "partial_secular", "redfield": the names in model files and results.
std::string_view name(Equation equation);

/// The equation of that name. Throws Error for any other word.
Equation equation_from_name(std::string_view text);

struct EquationOptions {
  bool lamb_shift = false;
  /// partial_secular only: also drop pairs of frequencies further apart than this (> 0).
  std::optional<double> secular_cutoff;
  /// Transition frequencies closer than this fraction of the largest one count as one frequency.
  double degeneracy_tolerance = 1e-9;

  bool operator==(const EquationOptions&) const = default;
};

}  // namespace quflux
