#include "quflux/exceptional/matrix_family.h"

#include <cmath>

#include "quflux/core/error.h"

namespace quflux::inline exceptional {

void require_interval(const Interval& interval, const char* what) {
  if (!(std::isfinite(interval.lower) && std::isfinite(interval.upper) &&
        interval.lower < interval.upper)) {
    throw Error(
        fmt::format("{} goes from {} to {}; both must be finite numbers, the first smaller than "
                    "the second",
                    what, interval.lower, interval.upper));
  }
}

void require_family_matrix(const Matrix& m, const std::string& where) {
  if (m.rows() != m.cols() || m.rows() < 2) {
    throw Error(
        fmt::format("the matrix {} is {} x {}; it must be square and have at least two eigenvalues",
                    where, m.rows(), m.cols()));
  }
  if (!m.allFinite()) {
    throw NoAnswer(fmt::format("the matrix {} has entries that are not finite", where));
  }
}

}  // namespace quflux::inline exceptional
