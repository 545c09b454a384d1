#pragma once

#include <optional>

#include "quflux/method/equation.h"
#include "quflux/validity/time_scales.h"

namespace quflux::inline validity {

enum class Verdict { good, doubtful, bad };

/// Two lines of a bath whose coherence an equation drops.
struct DroppedPair {
  Line first;
  Line second;

  double distance() const { return second.frequency - first.frequency; }
  double width() const { return first.width + second.width; }

  bool operator==(const DroppedPair&) const = default;
};

/// Those whose width is the largest part of their distance, s of theory.md, "What may be
/// neglected"; none where the equation keeps all.
std::optional<DroppedPair> worst_dropped_pair(const MasterEquation& equation,
                                              const EquationOptions& options,
                                              const TimeScales& scales);

/// What an equation neglects in a model, as a number that must be small. It is an estimate: flows
/// can be right where it is large.
struct Neglect {
  double number = 0;
  std::optional<DroppedPair> pair = std::nullopt;  ///< of Scale::dropped_pairs, if one is dropped
  Verdict verdict = Verdict::good;                 ///< by the number alone

  bool operator==(const Neglect&) const = default;
};

/// None where the row of the equation has no scale.
std::optional<Neglect> neglect(const Equation& equation, const TimeScales& scales);

}  // namespace quflux::inline validity
