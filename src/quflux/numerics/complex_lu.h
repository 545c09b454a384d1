#pragma once

#include <vector>

#include "quflux/core/matrix.h"
#include "quflux/numerics/lapack.h"

namespace quflux::inline numerics {

/// P A = L U of a complex matrix, on all cores that BLAS has. A pivot that vanishes is replaced by
/// rounding: solutions are those of a matrix next to A.
class ComplexLu {
 public:
  /// Takes the place of A.
  explicit ComplexLu(Matrix a);

  /// A^-1 b or, with Form::adjoint, (A^+)^-1 b, in the place of b.
  void solve(Matrix& b, Form form) const;

 private:
  Matrix factors_;
  std::vector<int> pivots_;
};

}  // namespace quflux::inline numerics
