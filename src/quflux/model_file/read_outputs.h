#pragma once

#include <vector>

#include "quflux/model_file/toml_reader.h"
#include "quflux/observable/observable.h"

namespace quflux::inline model_file {

/// Reads `output`; energy_flow where there is none, and along time energy_transferred, else
/// entropy_production unless Lindblad channels leave it undefined. Throws Error.
std::vector<Observable> read_outputs(TomlReader& root, const Model& model, bool in_time,
                                     const ObservableTable& table);

}  // namespace quflux::inline model_file
