#pragma once

#include <optional>
#include <string>

#include "quflux/validity/compare.h"

namespace quflux::inline report {

/// "agrees with redfield: flows within 0.3% of the largest": what comparisons say of an equation;
/// where there is none, what the scales of the model say. Empty: nothing is known.
std::string verdict_in_words(const std::vector<Comparison>& comparisons,
                             const std::optional<Neglect>& neglect);

/// What the equation neglects, in the numbers of the model, and what else is to be known of it.
std::string neglect_in_words(const Assumption& assumption, const std::optional<Neglect>& neglect,
                             const std::optional<TimeScales>& scales);

/// Where to learn which equation is right, if flows differ from those that they are compared with
/// and nothing exact was asked for, or compared. Empty: no need, or nothing exact knows the model.
std::string judge_in_words(const Study& study, const std::vector<Comparison>& comparisons);

/// What is known of the stationary state of an equation. Empty: nothing.
std::string state_in_words(const Stationary& stationary);

}  // namespace quflux::inline report
