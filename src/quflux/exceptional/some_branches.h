#pragma once

#include <functional>
#include <vector>

#include "quflux/exceptional/branches.h"
#include "quflux/exceptional/eigensystem.h"

namespace quflux::inline exceptional {

/// Some eigenvalues of a large matrix at a real parameter, as many each time, with their
/// eigenvectors: `right` is n x k and `left` k x n.
using EigensystemFamily = std::function<Eigensystem(double)>;

/// As follow_branches(), of a family of which at each parameter some eigenvalues are known, and not
/// the same ones everywhere: a branch is NaN where its eigenvalue is not among them, and has a
/// column of its own when it returns. Steps are halved six times at most.
Branches follow_some_branches(const EigensystemFamily& family,
                              const std::vector<double>& parameters);

}  // namespace quflux::inline exceptional
