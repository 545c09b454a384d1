#pragma once

#include "quflux/model/model.h"
#include "quflux/model_file/toml_reader.h"

namespace quflux::inline model_file {

/// The most sites that one [[chain]] may have: matrices of 256 MB.
inline constexpr long kLongestChain = 4000;

/// Reads [[chain]]: sites NAME1, NAME2, ... of one kind and the couplings NAME1, NAME2, ... between
/// neighbours, with frequencies drawn at random if it is disordered. Throws Error.
void read_chains(TomlReader& root, Model& model);

}  // namespace quflux::inline model_file
