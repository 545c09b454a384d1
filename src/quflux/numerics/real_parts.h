#pragma once

#include "quflux/numerics/lapack.h"

namespace quflux::inline numerics {

/// Whether all imaginary parts are exactly zero.
bool is_real(const Matrix& m);

/// a b, in a quarter of the time where both are real.
Matrix product_by_parts(const Matrix& a, Form form_a, const Matrix& b, Form form_b);

}  // namespace quflux::inline numerics
