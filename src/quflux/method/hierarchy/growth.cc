#include "quflux/method/hierarchy/growth.h"

#include <limits>
#include <random>

#include <Eigen/Eigenvalues>

#include "quflux/method/hierarchy/swept_hierarchy.h"
#include "quflux/numerics/gmres.h"
#include "quflux/numerics/orthogonal.h"

namespace quflux::inline hierarchy {

using Eigen::Index;

namespace {

constexpr int kArnoldiSteps = 12;         // of Arnoldi's method
constexpr int kGrowthVectors = 16;        // of GMRES in each
constexpr double kGrowthResidual = 1e-5;  // residual of GMRES
// Residual of an eigenvalue of the inverse, over the eigenvalue.
constexpr double kConverged = 1e-2;

RealVector random_vector(Index size) {
  std::mt19937_64 random(1);  // the same each time: an answer is the same each time
  std::normal_distribution<double> normal;
  return RealVector::NullaryExpr(size, [&] { return normal(random); });
}

// The eigenvalue of M + e tr in the place of the zero of M, 1, has tr as its left eigenvector:
// vectors without a trace stay without one.
void remove_trace(RealVector& v, Index d) {
  double trace = 0;
  for (Index a = 0; a < d; ++a) trace += v(a * (d + 1));
  for (Index a = 0; a < d; ++a) v(a * (d + 1)) -= trace / static_cast<double>(d);
}

}  // namespace

double largest_growth(const Hierarchy& hierarchy) {
  SweptHierarchy swept(hierarchy);
  const auto apply = [&](const RealVector& v, RealVector& result) { swept.apply(v, result); };
  const Index size = hierarchy.size();
  const auto steps = static_cast<int>(std::min<Index>(kArnoldiSteps, size));
  RealVector start = random_vector(size);
  remove_trace(start, hierarchy.dimension());
  std::vector<RealVector> v{start.normalized()};
  RealMatrix h = RealMatrix::Zero(steps + 1, steps);
  int done = 0;
  for (; done < steps; ++done) {
    const RealVector source = swept.source(v.back());
    RealVector next =
        swept.packed_state(gmres_cycle(apply, source, kGrowthVectors, kGrowthResidual).correction);
    remove_trace(next, hierarchy.dimension());
    h.col(done).head(done + 1) = take_out(v, next);
    h(done + 1, done) = next.norm();
    if (h(done + 1, done) == 0) break;
    v.push_back(next / h(done + 1, done));
  }
  const Eigen::EigenSolver<RealMatrix> ritz(h.topLeftCorner(done, done));
  double largest = -std::numeric_limits<double>::infinity();
  for (Index k = 0; k < done; ++k) {
    const Complex inverse = ritz.eigenvalues()(k);
    const double left = h(done, done - 1) * std::abs(ritz.eigenvectors()(done - 1, k));
    if (left > kConverged * std::abs(inverse)) continue;
    largest = std::max(largest, (1.0 / inverse).real());
  }
  return largest;
}

}  // namespace quflux::inline hierarchy
