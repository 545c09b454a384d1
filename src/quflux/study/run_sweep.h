#pragma once

#include <atomic>
#include <cstddef>
#include <functional>

#include "quflux/dataset/dataset.h"
#include "quflux/study/plan.h"
#include "quflux/study/study.h"

namespace quflux::inline study {

struct SweepOptions {
  /// Called with the number of points just finished, from any thread.
  std::function<void(std::size_t)> progress = {};
  /// The numbers are the same either way, up to rounding and to the levels of oscillators, which
  /// chains and networks do not cut.
  Roads roads = Roads::automatic;
  /// Once it is true, no new points are begun, and there is no result.
  const std::atomic<bool>* stop = nullptr;
};

/// Computes every output of a study at every point of its sweep, on all cores.
///
/// The dataset has one dimension per swept key (named like it, the first varying slowest), then
/// `equation` and whatever the output adds, `bath` for energy flows. A point where an equation has
/// no answer (a stationary state that is not unique, say) is NaN, and `failure` holds the number of
/// its reason, counted from 1, in the attribute `failure_reasons` (one per line).
///
/// Where an equation has an answer that no physical state gives (occupations out of bounds, a
/// density matrix with an eigenvalue below zero), it is kept and `warning` holds the number of a
/// line of the attribute `warnings`; a result without any has no such variable.
///
/// Where the study has a course, `time` is a dimension behind those of the swept keys.
///
/// Where the entropy production is negative, `warning` says so with every output of flows.
///
/// Where flows and parameters do not define an output (specific_flow divided by zero, entropy
/// production at zero temperature) it is NaN and `warning` says why.
///
/// Throws Error when an output cannot be computed for this model at all, when the results do not
/// fit into the memory that is available, or when it was stopped.
Dataset run_sweep(const Study& study, const SweepOptions& options = {});

/// The reason why an equation has no answer, by its number in `failure`.
std::vector<std::string> failure_reasons(const Dataset& dataset);

/// What is to be known about an answer, by its number in `warning`; empty when there is nothing.
std::vector<std::string> warnings(const Dataset& dataset);

}  // namespace quflux::inline study
