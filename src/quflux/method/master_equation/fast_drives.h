#pragma once

#include <functional>
#include <vector>

#include "quflux/generator/generator.h"
#include "quflux/model/drive.h"
#include "quflux/model/system.h"

namespace quflux::inline master_equation {

/// The smallest frequency at which a bath takes or gives energy.
double lowest_bath_frequency(const Generator& generator, const System& system);

/// That no drive of H repeats faster than half of the lowest frequency at which a bath takes or
/// gives energy at t = 0; `changes_energies` says of a drive whether it is one of H. Throws
/// NoAnswer that names the drive.
void require_slow(const std::vector<Drive>& drives, const std::vector<Stretch>& stretches,
                  double lowest, const std::function<bool(std::size_t)>& changes_energies);

}  // namespace quflux::inline master_equation
