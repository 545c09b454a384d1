#pragma once

#include <string>

#include "quflux/exceptional/matrix_family.h"
#include "quflux/study/families.h"
#include "quflux/study/study.h"

namespace quflux::inline study {

/// Whether the parameter at `path` is the phase of a coupling, alone, that goes into the operators:
/// no loop of couplings and common baths holds the coupling, and a turn a -> e^(i phase) a of the
/// operators on one side of it, which changes no eigenvalue, takes it out of an equation's
/// amplitude matrix or generator. That is seen at two phases of the interval, to rounding: baths
/// through x are turned as well, and some equations see their counter-rotating part.
bool is_loopless_phase(const Study& study, const std::string& path, const Interval& interval,
                       const Equation& equation, EquationMatrix matrix);

}  // namespace quflux::inline study
