#include "quflux/method/hierarchy/slow_subspace.h"

#include <algorithm>
#include <numeric>

#include <Eigen/QR>

#include "quflux/core/error.h"
#include "quflux/core/stop.h"
#include "quflux/numerics/decompositions.h"
#include "quflux/numerics/gmres.h"

namespace quflux::inline hierarchy {

using Eigen::Index;

namespace {

constexpr int kIterations = 60;
constexpr int kCycleVectors = 60;  // of a cycle of GMRES
constexpr int kSubspaceCycles = 6;
constexpr double kSolved = 1e-3;  // of GMRES, of the change that an iteration still makes
constexpr double kFinestChange = 1e-12;

Matrix orthonormal(const Matrix& columns) {
  const Eigen::HouseholderQR<Matrix> qr(columns);
  return qr.householderQ() * Matrix::Identity(columns.rows(), columns.cols());
}

// Density matrices of tier 0 that the second-order equation keeps close to the shift.
Matrix first_vectors(const SectorHierarchy& hierarchy, SweptSector& swept, Index count) {
  const Eigen::ComplexEigenSolver<Matrix> solver(swept.second_order());
  std::vector<Index> order(static_cast<std::size_t>(solver.eigenvalues().size()));
  std::iota(order.begin(), order.end(), 0);
  std::ranges::sort(order, {}, [&](Index i) { return std::abs(solver.eigenvalues()(i)); });
  Matrix vectors(hierarchy.size(), count);
  for (Index i = 0; i < count; ++i) {
    Vector rho = Vector::Zero(hierarchy.size());
    rho.head(hierarchy.width(0)) = solver.eigenvectors().col(order[static_cast<std::size_t>(i)]);
    vectors.col(i) = swept.state(rho);
  }
  return vectors;
}

// (L - shift)^-1 b, to a part of |b|.
Vector solve(SweptSector& swept, const Vector& b, double tolerance) {
  const auto apply = [&](const Vector& v, Vector& result) { swept.apply(v, result); };
  const Vector source = swept.source(b);
  Vector v = Vector::Zero(source.size());
  Vector residual = source;
  for (int cycle = 0; cycle < kSubspaceCycles; ++cycle) {
    const double left = residual.norm() / source.norm();
    if (left <= tolerance) break;
    v += gmres_cycle(apply, residual, kCycleVectors, tolerance / left).correction;
    swept.apply(v, residual);
    residual = source - residual;
  }
  return swept.state(v);
}

}  // namespace

SlowSubspace slow_subspace(const SectorHierarchy& hierarchy, const SlowSubspaceOptions& options,
                           const Matrix& start) {
  SweptSector swept(hierarchy, options.shift);
  SlowSubspace found;
  found.basis =
      orthonormal(start.size() > 0 ? start : first_vectors(hierarchy, swept, options.count));
  Matrix image(hierarchy.size(), options.count);
  Vector column;
  for (int i = 0; i < kIterations; ++i) {
    throw_if_stopped();
    for (Index k = 0; k < options.count; ++k) {
      hierarchy.apply(found.basis.col(k), column);
      image.col(k) = column;
    }
    found.block = found.basis.adjoint() * image;
    const Matrix wrong = image - found.basis * found.block;
    found.residual = wrong.norm() / options.energy;
    if (found.residual <= options.residual) return found;
    const double tolerance = std::max(kFinestChange, kSolved * std::min(1.0, found.residual));
    for (Index k = 0; k < options.count; ++k) {
      image.col(k) = solve(swept, found.basis.col(k), tolerance);
    }
    found.basis = orthonormal(image);
  }
  throw NoAnswer(
      "the slow eigenvalues of the hierarchy are not apart from those of the baths' memory; weaker "
      "coupling to the baths helps");
}

Vector second_order_eigenvalues(const SectorHierarchy& hierarchy, Complex shift) {
  const Matrix less = SweptSector(hierarchy, shift).second_order();
  Vector values = Eigen::ComplexEigenSolver<Matrix>(less, false).eigenvalues();
  values.array() += shift;
  return values;
}

}  // namespace quflux::inline hierarchy
