#pragma once

#include <optional>
#include <string>
#include <vector>

#include "quflux/exceptional/some_branches.h"
#include "quflux/study/families.h"
#include "quflux/study/near_target.h"

/// Eigenvalues of a generator next to a number, along a parameter of the model; see near_parts().
namespace quflux::inline study {

/// Why an equation has none for this model; empty: it has. Throws Error where so many are not
/// found, or the number is not finite.
std::string near_obstacle(const Study& study, const Equation& equation, const NearTarget& near);

/// The closest ones at each value of the parameter, with their eigenvectors in the basis of the
/// model. Throws Error where there is an obstacle.
EigensystemFamily near_eigensystems(const Study& study, const std::string& path,
                                    const Equation& equation, const NearTarget& near);

/// Those of the model as it is.
Eigensystem near_eigensystem(const Study& study, const Equation& equation, const NearTarget& near);

/// Those that are closest in the middle of an interval, followed over it: of populations and what
/// goes with them, and of coherences alone, as matrices whose eigenvalues they are, in the frame of
/// their eigenvectors in the middle. refine() interpolates anew, next to the meeting, and tells
/// what another order changes. Throws Error where there is an obstacle. The families throw
/// MeetsOthers where the eigenvalues cannot be told from others.
std::vector<SlowFamily> near_families(const Study& study, const std::string& path,
                                      const Interval& interval, const Equation& equation,
                                      const NearTarget& near);

}  // namespace quflux::inline study
