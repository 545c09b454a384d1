#pragma once

#include <string>

#include "quflux/study/study.h"

namespace quflux::inline study {

/// Whether the parameter at `path` is the phase of a coupling that no loop of couplings and common
/// baths holds, alone: a turn of the operators of all sites on one side of it takes it away, and
/// what counts quanta does not depend on it.
bool is_loopless_phase(const Study& study, const std::string& path);

}  // namespace quflux::inline study
