#pragma once

#include <vector>

#include "quflux/generator/generator.h"
#include "quflux/model/driven_model.h"

namespace quflux::inline master_equation {

/// That no drive of H repeats faster than half of the lowest frequency at which a bath takes or
/// gives energy, by the generator at t = 0. Throws NoAnswer that names the drive.
void require_slow(DrivenModel& driven, const Generator& generator,
                  const std::vector<Stretch>& stretches);

}  // namespace quflux::inline master_equation
