#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

#include "quflux/method/master_equation/response.h"
#include "quflux/road/slopes.h"
#include "quflux/study/plan.h"

namespace quflux::inline study {

/// An equation of a study, at the numbers of a model like the study's own.
struct DifferentiatedEquation {
  const Study& study;
  const Model& model;
  const Equation& equation;
  Roads roads;
};

/// Why the derivatives of an equation are not found by adjoint states; empty: they are.
std::string adjoint_obstacle(const DifferentiatedEquation& of);

/// The derivatives by the numbers at these paths: by adjoint states, where there is an obstacle as
/// the equation's road knows them, and else by extrapolated differences, which know their error.
/// `progress` is told of each number.
Slopes slopes_of(const DifferentiatedEquation& of, const std::vector<std::string>& keys,
                 Response::Of what, const std::function<void(std::size_t)>& progress = {});

}  // namespace quflux::inline study
