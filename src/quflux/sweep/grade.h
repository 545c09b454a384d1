#pragma once

#include <cstddef>
#include <functional>
#include <string>

#include "quflux/model/model_file.h"
#include "quflux/result/dataset.h"
#include "quflux/result/figure.h"

namespace quflux {

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
Dataset grade(const ModelFile& file, const std::function<void(std::size_t)>& progress = {});

/// Where each equation is within 1% and which is the best where, as a table and sentences.
std::string grades_in_words(const Dataset& grades);

/// {"model": title, "points": [{"parameters": {path: value}, "exact_flow": {bath: J}, "flow_error":
/// error, "best": equation, "equations": {name: {"relative_error": error, "energy_flow": {bath:
/// J}}}}]}, with null where there is no answer.
std::string grades_as_json(const Dataset& grades);

/// One swept key: the errors as curves. Two: a map of the error of each equation, white where it is
/// 1%, and a map of the best one. Throws Error as require_plottable_grades().
Figure plot_grades(const Dataset& grades, const std::string& name);

/// Throws Error for other numbers of swept keys than one or two.
void require_plottable_grades(std::size_t keys);

}  // namespace quflux
