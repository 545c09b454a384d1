#pragma once

#include <optional>
#include <vector>

#include "quflux/method/master_equation/drive_speed.h"
#include "quflux/model/course.h"

namespace quflux::inline validity {

/// By drive; none of a function, whose slope is not known. The generator follows H(t) where these
/// are small. Of one quantum in networks of more than 32 dimensions; empty for other models of so
/// many.
std::vector<std::optional<DriveSpeed>> drive_speeds(const Model& model, const Course& course);

}  // namespace quflux::inline validity
