#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "quflux/core/matrix.h"
#include "quflux/model/model.h"
#include "quflux/model/system.h"
#include "quflux/road/options.h"

namespace quflux::inline master_equation {

/// Whether flows are those without what they would be in equilibrium, Eq. (66).
OptionKey equilibrium_subtraction_option();
bool subtracts_equilibrium(const Options& options);

/// Why the flows of a model do not vanish at equal temperatures; empty: they do.
std::string equilibrium_obstacle(const Model& model);

/// What answers with the option say of themselves.
inline constexpr std::string_view kSubtracted =
    "the energy flows are those without the mean of the flows at equal temperatures, an estimate; "
    "states and other outputs are not changed";
inline constexpr std::string_view kSubtractsStationary =
    "equilibrium_subtraction is known for stationary flows alone";

/// The flows of a system by bath, and how far off they may be.
struct FlowsWithError {
  RealVector flows;
  double error = 0;
};

/// The mean over the baths k of the flows with all baths at the temperature T_k. The error is the
/// mean of theirs.
FlowsWithError mean_at_equal_temperatures(
    const System& system, const std::function<FlowsWithError(const System&)>& flows);

}  // namespace quflux::inline master_equation
