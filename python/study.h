#pragma once

#include <array>
#include <memory>

#include "python/bindings.h"
#include "quflux/study/point.h"

namespace quflux::python {

/// A study as Python has it. Its densities may refer to functions that its baths own.
struct StudyValue {
  Study study;
  nb::object baths;  ///< a tuple of them
  /// What solves it at its own numbers, by make_plan()'s `fast`.
  std::array<std::unique_ptr<PointSolver>, 2> solvers = {};

  std::array<nb::object*, 1> held() { return {&baths}; }
};

}  // namespace quflux::python
