#pragma once

#include <optional>
#include <vector>

#include "quflux/model/course.h"

namespace quflux::inline validity {

/// How fast a drive changes H, |<a|dH/dt|b>|/(E_b - E_a)^2 of Eq. (55), where it is largest.
struct DriveSpeed {
  double number = 0;
  double time = 0;
  double splitting = 0;  ///< E_b - E_a there
};

/// By drive; none of a function, whose slope is not known. The generator follows H(t) where these
/// are small. Of one quantum in networks of more than 32 dimensions; empty for other models of so
/// many.
std::vector<std::optional<DriveSpeed>> drive_speeds(const Model& model, const Course& course);

}  // namespace quflux::inline validity
