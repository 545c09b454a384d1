#pragma once

#include <algorithm>
#include <atomic>

#include "python/interruptible.h"
#include "quflux/core/stop.h"
#include "quflux/model/check_model.h"
#include "quflux/study/study.h"

namespace quflux::python {

/// Whether one point of a study takes less than a thread to run it would cost, or not much more.
inline bool is_quick(const Study& study) {
  constexpr std::size_t kSites = 4;
  constexpr Eigen::Index kDimensions = 16;
  return study.model.sites.size() <= kSites && dimension_obstacle(study.model).empty() &&
         dimension(study.model) <= kDimensions &&
         std::ranges::all_of(study.equations, [](const Equation& equation) {
           return equation.kind.master_equation.has_value();
         });
}

/// work() without holding the interpreter, interruptibly where it may take long.
template <class Work>
auto run_point(const Study& study, const Work& work) {
  if (is_quick(study)) {
    const nb::gil_scoped_release others;
    return work();
  }
  return run_interruptibly(
      [&](const std::atomic<bool>& stop) {
        const StopScope scope(&stop);
        return work();
      },
      [] {});
}

}  // namespace quflux::python
