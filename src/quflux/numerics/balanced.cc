#include "quflux/numerics/balanced.h"

#include <algorithm>
#include <cmath>

namespace quflux::inline numerics {

Matrix balanced(Matrix a) {
  constexpr int kSweeps = 100;    // each at least halves a row or a column; a few do
  constexpr double kLess = 0.95;  // of the sum, as LAPACK asks for
  bool changed = true;
  for (int sweep = 0; changed && sweep < kSweeps; ++sweep) {
    changed = false;
    for (Eigen::Index i = 0; i < a.rows(); ++i) {
      const double own = std::norm(a(i, i));
      const double column = std::sqrt(std::max(0.0, a.col(i).squaredNorm() - own));
      const double row = std::sqrt(std::max(0.0, a.row(i).squaredNorm() - own));
      if (column == 0 || row == 0) continue;
      const double factor = std::exp2(std::round(std::log2(row / column) / 2));
      if (column * factor + row / factor >= kLess * (column + row)) continue;
      a.col(i) *= factor;
      a.row(i) /= factor;
      changed = true;
    }
  }
  return a;
}

}  // namespace quflux::inline numerics
