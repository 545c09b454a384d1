#pragma once

#include <cstddef>
#include <string>

#include "quflux/dataset/dataset.h"
#include "quflux/figure/figure.h"

/// What grade() found, for people.
namespace quflux {

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
