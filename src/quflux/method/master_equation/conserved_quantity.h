#pragma once

#include <optional>
#include <string>

#include "quflux/model/model.h"
#include "quflux/model/system.h"

namespace quflux::inline master_equation {

/// Why a model has more than one stationary state, in words: sites that no bath reaches, or what
/// commutes with H and with every bath operator and so is conserved, such as the product of sx of
/// some sites, the number of quanta or the exchange of two sites. None where none of these is.
std::optional<std::string> conserved_quantity(const Model& model, const System& system);

/// The same, and what is left otherwise: other symmetries, or rates that are as good as zero.
std::string why_not_unique(const std::optional<std::string>& conserved);

}  // namespace quflux::inline master_equation
