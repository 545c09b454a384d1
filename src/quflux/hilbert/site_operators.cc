#include "quflux/hilbert/site_operators.h"

#include <cmath>

#include "quflux/core/constants.h"
#include "quflux/core/error.h"

namespace quflux::inline hilbert {

namespace {

// A dense complex matrix of this size fills 256 MiB.
constexpr double kMostLevels = 4096;

Eigen::Index spin_levels(double spin) {
  const double levels = 2 * spin + 1;
  if (!std::isfinite(levels) || levels < 2 || levels != std::floor(levels) ||
      levels > kMostLevels) {
    throw Error(fmt::format("the spin is {}; it must be 1/2, 1, 3/2, ... up to {}", spin,
                            (kMostLevels - 1) / 2));
  }
  return static_cast<Eigen::Index>(levels);
}

}  // namespace

Matrix annihilation(Eigen::Index levels) {
  if (levels < 1) {
    throw Error(fmt::format("a site has {} levels; it must have at least 1", levels));
  }
  Matrix a = Matrix::Zero(levels, levels);
  for (Eigen::Index n = 1; n < levels; ++n) {
    a(n - 1, n) = std::sqrt(static_cast<double>(n));
  }
  return a;
}

Matrix number(Eigen::Index levels) {
  const Matrix a = annihilation(levels);
  return RealVector::LinSpaced(a.rows(), 0, static_cast<double>(levels - 1))
      .cast<Complex>()
      .asDiagonal();
}

Matrix position(Eigen::Index levels) {
  const Matrix a = annihilation(levels);
  return a + a.adjoint();
}

Matrix momentum(Eigen::Index levels) {
  const Matrix a = annihilation(levels);
  return -kI * (a - a.adjoint());
}

Matrix spin_lowering(double spin) {
  const Eigen::Index levels = spin_levels(spin);
  Matrix lowering = Matrix::Zero(levels, levels);
  for (Eigen::Index n = 1; n < levels; ++n) {
    const double m = static_cast<double>(n) - spin;
    lowering(n - 1, n) = std::sqrt(spin * (spin + 1) - m * (m - 1));
  }
  return lowering;
}

Matrix spin_x(double spin) {
  const Matrix lowering = spin_lowering(spin);
  return (lowering.adjoint() + lowering) / 2;
}

Matrix spin_y(double spin) {
  const Matrix lowering = spin_lowering(spin);
  return (lowering.adjoint() - lowering) / (2.0 * kI);
}

Matrix spin_z(double spin) {
  const Eigen::Index levels = spin_levels(spin);
  return RealVector::LinSpaced(levels, -spin, spin).cast<Complex>().asDiagonal();
}

Matrix sigma_x() { return 2 * spin_x(0.5); }
Matrix sigma_y() { return 2 * spin_y(0.5); }
Matrix sigma_z() { return 2 * spin_z(0.5); }

}  // namespace quflux::inline hilbert
