#include "quflux/core/matrix.h"

#include "quflux/core/error.h"

namespace quflux {

namespace {

// Matrices typed by hand carry 15 digits or so; an asymmetry above this is a mistake, not rounding.
constexpr double kHermitianTolerance = 1e-12;

}  // namespace

void require_hermitian(const Matrix& m, std::string_view what) {
  if (m.rows() != m.cols() || m.rows() == 0) {
    throw Error(fmt::format("{} has {} rows and {} columns; it must be a square matrix", what,
                            m.rows(), m.cols()));
  }
  const double scale = m.cwiseAbs().maxCoeff();
  for (Eigen::Index column = 0; column < m.cols(); ++column) {
    for (Eigen::Index row = 0; row < m.rows(); ++row) {
      const Complex entry = m(row, column);
      if (!std::isfinite(entry.real()) || !std::isfinite(entry.imag())) {
        throw Error(fmt::format("{} has the entry [{}, {}] = {} + {}i; every entry must be finite",
                                what, row, column, entry.real(), entry.imag()));
      }
      const Complex mirror = std::conj(m(column, row));
      if (std::abs(entry - mirror) > kHermitianTolerance * scale) {
        throw Error(fmt::format(
            "{} is not Hermitian: [{}, {}] is {} + {}i but [{}, {}] is {} + {}i", what, row, column,
            entry.real(), entry.imag(), column, row, m(column, row).real(), m(column, row).imag()));
      }
    }
  }
}

}  // namespace quflux
