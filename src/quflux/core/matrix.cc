#include "quflux/core/matrix.h"

#include <algorithm>
#include <cmath>
#include <string>

#include "quflux/core/error.h"

namespace quflux::inline core {

namespace {

// Matrices typed by hand carry 15 digits or so; an asymmetry above this is a mistake, not rounding.
constexpr double kHermitianTolerance = 1e-12;

std::string text(Complex z) { return fmt::format("{}{:+}i", z.real(), z.imag()); }

double largest_part(const auto& m) {
  return std::max(m.real().cwiseAbs().maxCoeff(), m.imag().cwiseAbs().maxCoeff());
}

// The largest part of m - m^+, tile by tile: columns of large matrices are far apart.
double asymmetry(const Matrix& m) {
  constexpr Eigen::Index kTile = 64;
  const Eigen::Index d = m.rows();
  double largest = 0;
  for (Eigen::Index j = 0; j < d; j += kTile) {
    const Eigen::Index columns = std::min(kTile, d - j);
    for (Eigen::Index i = j; i < d; i += kTile) {
      const Eigen::Index rows = std::min(kTile, d - i);
      largest = std::max(largest, largest_part(m.block(i, j, rows, columns) -
                                               m.block(j, i, columns, rows).adjoint()));
    }
  }
  return largest;
}

// Most matrices are: absolute values of single entries are left for those that may not be.
bool clearly_hermitian(const Matrix& m) {
  return m.allFinite() && asymmetry(m) <= kHermitianTolerance / 2 * largest_part(m);
}

}  // namespace

void require_hermitian(const Matrix& m, const Subject& what) {
  if (m.rows() != m.cols() || m.rows() == 0) {
    throw NoAnswer(fmt::format("{} has {} rows and {} columns; it must be a square matrix",
                               what.text(), m.rows(), m.cols()));
  }
  if (clearly_hermitian(m)) return;
  const double scale = m.cwiseAbs().maxCoeff();
  for (Eigen::Index column = 0; column < m.cols(); ++column) {
    for (Eigen::Index row = 0; row < m.rows(); ++row) {
      const Complex entry = m(row, column);
      if (!std::isfinite(entry.real()) || !std::isfinite(entry.imag())) {
        throw NoAnswer(fmt::format("{} has the entry [{}, {}] = {}; every entry must be finite",
                                   what.text(), row, column, text(entry)));
      }
      const Complex opposite = m(column, row);
      if (std::abs(entry - std::conj(opposite)) > kHermitianTolerance * scale) {
        if (row == column) {
          throw NoAnswer(fmt::format("{} is not Hermitian: [{}, {}] is {}; it must be real",
                                     what.text(), row, column, text(entry)));
        }
        throw NoAnswer(fmt::format(
            "{} is not Hermitian: [{}, {}] is {} but [{}, {}] is {}; they must be complex "
            "conjugates",
            what.text(), row, column, text(entry), column, row, text(opposite)));
      }
    }
  }
}

}  // namespace quflux::inline core
