#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

#include "quflux/core/matrix.h"
#include "quflux/method/master_equation/response.h"
#include "quflux/study/plan.h"

namespace quflux::inline study {

/// Flows and perhaps occupations of a stationary state, and how they change with some numbers.
struct Slopes {
  std::vector<RealVector> slopes;    ///< by key; NaN where there is a reason
  std::vector<std::string> reasons;  ///< by key, why there is no derivative; empty: there is
  RealVector outputs;
  std::vector<double> errors;  ///< by key, of the largest slope of a flow; 0: it is exact
};

/// An equation of a study, at the numbers of a model like the study's own.
struct DifferentiatedEquation {
  const Study& study;
  const Model& model;
  const Equation& equation;
  Roads roads;
};

/// Why the derivatives of an equation are not found by adjoint states; empty: they are.
std::string adjoint_obstacle(const DifferentiatedEquation& of);

/// The derivatives by the numbers at these paths: by adjoint states, or where there is an obstacle
/// by extrapolated differences, which know their error. `progress` is told of each number.
Slopes slopes_of(const DifferentiatedEquation& of, const std::vector<std::string>& keys,
                 Response::Of what, const std::function<void(std::size_t)>& progress = {});

}  // namespace quflux::inline study
