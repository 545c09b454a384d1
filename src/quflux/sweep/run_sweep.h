#pragma once

#include <cstddef>
#include <functional>

#include "quflux/model/model_file.h"
#include "quflux/result/dataset.h"

namespace quflux {

struct SweepOptions {
  /// Called with the number of points just finished, from any thread.
  std::function<void(std::size_t)> progress;
  /// Take the closed form where the model is a pair of two-level systems. The numbers are the same
  /// either way, up to rounding.
  bool kernel = true;
};

/// Computes every output of a model file at every point of its sweep, on all cores.
///
/// The dataset has one dimension per swept key (named like it, the first varying slowest), then
/// `equation` and whatever the output adds, `bath` for energy flows. A point where an equation has
/// no answer (a stationary state that is not unique, say) is NaN, and `failure` holds the number of
/// its reason in the attribute `failure_reasons`.
///
/// Throws Error when an output cannot be computed for this model at all.
Dataset run_sweep(const ModelFile& file, const SweepOptions& options = {});

}  // namespace quflux
