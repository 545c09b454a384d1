#pragma once

#include <string>

#include "quflux/model_file/model_file.h"
#include "quflux/model_file/toml_reader.h"

namespace quflux::inline model_file {

/// The key `spectral_density` of a bath: a table, or a list of tables for a sum. Throws Error when
/// it is none.
SpectralDensity read_density(TomlReader& reader, const std::string& bath,
                             const ReadFile& read_file);

}  // namespace quflux::inline model_file
