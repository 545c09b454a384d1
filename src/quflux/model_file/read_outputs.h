#pragma once

#include <vector>

#include "quflux/model_file/toml_reader.h"
#include "quflux/observable/observable.h"

namespace quflux::inline model_file {

/// Reads `output`; energy_flow and entropy_production where there is none. Throws Error.
std::vector<Observable> read_outputs(TomlReader& root, const Model& model,
                                     const ObservableTable& table);

}  // namespace quflux::inline model_file
