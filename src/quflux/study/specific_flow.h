#pragma once

#include <atomic>
#include <optional>
#include <string>

#include "quflux/exceptional/matrix_family.h"
#include "quflux/method/pair/optimum.h"
#include "quflux/study/study.h"

/// The specific flow |J|/g of a model along the strength g of one of its couplings.
namespace quflux::inline study {

/// Whether the parameter at `path` is the strength of a coupling.
bool is_coupling_strength(const Study& study, const std::string& path);

/// How the largest specific flow of an equation is found.
struct OptimumRoad {
  bool density_matrix;   ///< from density matrices, which cut oscillators
  std::string obstacle;  ///< why it is not looked for, in a line; empty: it is
};

OptimumRoad optimum_road(const Study& study, const Equation& equation);

/// The positive coupling in the interval at which |J|/g has its largest interior maximum, with J
/// the stationary energy flow from the first bath of the model (of a pair of two-level systems: the
/// bath of its first site). For every model and equation, from some 130 stationary states: a
/// maximum narrower than 10% in g may be missed. The coupling is good to about 1e-8, the flow to
/// 1e-10, as fractions of themselves. Flows are found by the best road of the equation. None when
/// there is no interior maximum, when the model has one bath only, more than `kLargestOptimised`
/// states or, as a network, `kLargestOptimisedNetwork` sites, and when `stop` is set.
std::optional<OptimalCoupling> optimal_coupling(const Study& study, const std::string& path,
                                                const Interval& interval, const Equation& equation,
                                                const std::atomic<bool>* stop = nullptr);

inline constexpr std::size_t kLargestOptimised = 32;  // states: seconds for all of them
inline constexpr std::size_t kLargestOptimisedNetwork = 100;

}  // namespace quflux::inline study
