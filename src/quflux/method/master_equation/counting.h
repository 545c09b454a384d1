#pragma once

#include <functional>
#include <memory>
#include <string>

#include "quflux/generator/generator.h"
#include "quflux/method/master_equation/master_equation.h"
#include "quflux/model/model.h"
#include "quflux/road/flow_statistics.h"
#include "quflux/solve/steady_state.h"

namespace quflux::inline master_equation {

/// Why the energies that the baths of a model give are not counted; empty: they are.
std::string counting_obstacle(const Model& model, const EquationOptions& options);

/// The same generator in the other precision, valid until the next call.
using PreciseGenerator = std::function<const BasicGenerator<DoubleDouble>&()>;

/// The statistics of a generator whose stationary state a solver has found. Both outlive the
/// result, which keeps their owner. Noise and cumulants of which double precision has fewer than 11
/// digits are found in the other one, where it is given.
FlowStatistics flow_statistics(const Generator& generator, Dressing dressing,
                               SteadyStateSolver& states, PreciseGenerator precise = {},
                               std::shared_ptr<const void> owner = nullptr);

/// The statistics of the energies that baths and channels give to a model in a master equation.
/// Throws NoAnswer as steady_state().
FlowStatistics flow_statistics(const Model& model, const MasterEquation& equation,
                               const EquationOptions& options);

}  // namespace quflux::inline master_equation
