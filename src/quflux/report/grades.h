#pragma once

#include <string>

#include "quflux/dataset/dataset.h"

/// What grade() found, for people.
namespace quflux::inline report {

/// Where each equation is within 1% and which is the best where, as a table and sentences.
std::string grades_in_words(const Dataset& grades);

/// {"model": title, "points": [{"parameters": {path: value}, "exact_flow": {bath: J}, "flow_error":
/// error, "best": equation, "equations": {name: {"relative_error": error, "energy_flow": {bath:
/// J}}}}]}, with "noise_error" and "flow_noise" of each equation and "exact_noise" beside them
/// where the judge knows the noise, and with null where there is no answer; then "noise_failures":
/// {name: reason} for equations that do not know it.
std::string grades_as_json(const Dataset& grades);

}  // namespace quflux::inline report
