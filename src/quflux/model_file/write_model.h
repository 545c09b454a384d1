#pragma once

#include <string>

#include "quflux/study/study.h"

namespace quflux::inline model_file {

/// The model file (TOML) of a study: parse_model() makes an equal study of it, to the last bit of
/// every number. Chains are written as their sites and couplings, tables with their rows. Throws
/// Error where a spectral density is a function of the user, which no file can hold.
std::string write_model(const Study& study);

}  // namespace quflux::inline model_file
