#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

#include "quflux/dataset/dataset.h"
#include "quflux/study/study.h"

namespace quflux::inline study {

/// How far the flows of every master equation are from the exact ones at every point of a sweep.
///
/// The dataset has the swept keys, `equation` and `bath` as dimensions and the variables
///
///   relative_error   max_j |J_j - J_j^exact| / max_j |J_j^exact|, by equation
///   energy_flow      J_j, by equation and bath
///   exact_flow       J_j^exact, by bath
///   flow_error       the estimated error of J_j^exact
///   best             the index of the equation with the smallest error
///
/// NaN where an equation or the exact current has no answer. Throws Error when the model is no
/// network of oscillators.
Dataset grade(const Study& study, const std::function<void(std::size_t)>& progress = {},
              const EquationTable& table = equations());

/// The swept keys of a dataset of grades or of a sweep, the one that varies slowest first.
std::vector<std::string> swept_names(const Dataset& dataset);

}  // namespace quflux::inline study
