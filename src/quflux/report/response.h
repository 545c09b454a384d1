#pragma once

#include <string>

#include "quflux/dataset/dataset.h"

namespace quflux::inline report {

/// Derivatives as response() has them: for each equation a table of a row per number of the model,
/// and below it what is made of them.
std::string response_in_words(const Dataset& response);

/// A row per equation and number, as comma-separated values with the fewest digits from which
/// doubles are read back exactly.
std::string response_as_csv(const Dataset& response);

/// {"model": title, "equations": {name: {"derivatives": {key: {"value": ..., "energy_flow": {bath:
/// ...}, ...}}, "thermal_conductance": {bath: {heated bath: ...}}, ...}}}, with {"failure": reason}
/// where there is none.
std::string response_as_json(const Dataset& response);

}  // namespace quflux::inline report
