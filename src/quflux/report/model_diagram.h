#pragma once

#include <string>

#include "quflux/model/model.h"

namespace quflux::inline report {

/// Sites as circles, couplings as lines between them, baths as boxes whose colour is their
/// temperature, channels as boxes without one: as an SVG element. Up to kMostDrawn sites; of a
/// model of matrices the whole is one circle. Empty for larger ones.
std::string model_diagram(const Model& model);

inline constexpr std::size_t kMostDrawn = 12;

}  // namespace quflux::inline report
