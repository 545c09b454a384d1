#pragma once

#include <string>

#include "quflux/method/master_equation/master_equation.h"
#include "quflux/model/course.h"
#include "quflux/road/answer.h"

namespace quflux::inline master_equation {

/// The largest dimension of which a limit cycle is found, from the propagator of a period.
inline constexpr Eigen::Index kLargestCycle = 12;

/// Why a model is not followed along drives; empty: it is.
std::string driven_obstacle(const Model& model, const Course& course);

/// What is followed along drives, by which equation.
struct DrivenProblem {
  const Model& model;
  const MasterEquation& equation;
  const EquationOptions& options;
  const Course& course;
  const Quantities& quantities;
};

/// The state, the heats and the work, d/dt (rho, Q, W) = A(t) (rho, Q, W) of Eq. (52), with the
/// generator of H(t) at each time: by exponentials where all numbers are constant, by steps of a
/// Runge-Kutta method where they change. Written from the point `first` of an answer on. Throws
/// NoAnswer where a drive is so fast that it needs Floquet theory.
void follow_driven(const DrivenProblem& problem, std::size_t first, Answer& answer);

}  // namespace quflux::inline master_equation
