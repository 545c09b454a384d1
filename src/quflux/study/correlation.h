#pragma once

#include "quflux/study/study.h"

namespace quflux::inline study {

/// <A(t) B(0)> by the equations of a study, rows, at the times of its course, columns. Throws Error
/// where an equation has no density matrix or that is too large to be followed, where A or B is no
/// matrix of the model, and as the correlation() of one equation.
Matrix correlations(const Study& study, const Matrix& a, const Matrix& b);

}  // namespace quflux::inline study
