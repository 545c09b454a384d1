#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

#include "quflux/dataset/dataset.h"
#include "quflux/study/study.h"

namespace quflux::inline study {

/// How far the flows of every master equation are from the exact ones at every point of a sweep: of
/// networks of oscillators from the exact current, of other models from those of the hierarchical
/// equations of motion.
///
/// The dataset has the swept keys, `equation` and `bath` as dimensions and the variables
///
///   relative_error   max_j |J_j - J_j^exact| / max_j |J_j^exact|, by equation
///   energy_flow      J_j, by equation and bath
///   exact_flow       J_j^exact, by bath
///   flow_error       the estimated error of J_j^exact
///   noise_error      the same for the noise S_jj of the flows, where the judge knows it
///   flow_noise       S_jj, by equation and bath
///   exact_noise      S_jj^exact, by bath
///   best             the index of the equation with the smallest error
///
/// and where the judge knows the noise and equations do not, the attribute `noise_failures`, a line
/// "equation: reason" for each of them.
///
/// NaN where an equation or the judge has no answer, or flows of the judge are not known to a
/// tenth. Throws Error when there is no judge for the model.
Dataset grade(const Study& study, const std::function<void(std::size_t)>& progress = {},
              const EquationTable& table = equations());

/// The exact equation that the study has made its own, or else the first one of the table that
/// knows the model; where none does, one that says why. Throws Error where the table has none.
Equation judge_of(const Study& study, const EquationTable& table = equations());

/// The study behind grades: the flows of all equations that are graded, and at last of the judge.
Study graded_study(const Study& study, const EquationTable& table = equations());

/// What grade() makes of the sweep of such a study. Throws Error when no point has a grade.
Dataset grades_of(const Dataset& sweep, const Study& graded);

}  // namespace quflux::inline study
