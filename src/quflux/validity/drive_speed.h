#pragma once

#include <vector>

#include "quflux/method/master_equation/drive_speed.h"
#include "quflux/model/course.h"

namespace quflux::inline validity {

/// By drive. The generator follows H(t) where these are small. Of one quantum in networks of more
/// than 32 dimensions; empty for other models of so many.
std::vector<DriveSpeed> drive_speeds(const Model& model, const Course& course);

}  // namespace quflux::inline validity
