#pragma once

#include <functional>
#include <optional>

#include "quflux/dataset/dataset.h"
#include "quflux/exceptional/matrix_family.h"
#include "quflux/study/families.h"
#include "quflux/study/near_target.h"
#include "quflux/study/study.h"

namespace quflux::inline study {

/// The eigenvalues of every equation of the study along one parameter, branch by branch (see
/// follow_branches()), in the form of a sweep's result: `eigenvalues_re`, `eigenvalues_im` and
/// `phase_rigidity` along the parameter, `equation` and `branch`. Eigenvalues are those of
/// the matrix, see matrix_family().
/// `near`: of these eigenvalues of the generator those that are closest to a number, at each value
/// of the parameter; a branch is NaN where its eigenvalue is not among them;
/// `eigenvalue_error` tells how far the residual lets it be off, to first order, Eq. (107).
/// `progress` is told the share that is done, from 0 to 1. Throws Error when the model has no such
/// parameter, of `near` and a matrix that is no generator, for an empty interval, fewer than two
/// points, and where no equation has such a matrix; one of several that has none is NaN, and
/// `failure` says why.
Dataset eigenvalues_along(const Study& study, const std::string& parameter,
                          const Interval& interval, int points, EquationMatrix matrix,
                          const std::function<void(double)>& progress = {},
                          const std::optional<NearTarget>& near = {});

}  // namespace quflux::inline study
