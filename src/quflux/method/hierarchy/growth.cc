#include "quflux/method/hierarchy/growth.h"

#include <algorithm>
#include <array>
#include <limits>
#include <random>

#include <Eigen/Eigenvalues>

#include "quflux/method/hierarchy/swept_hierarchy.h"
#include "quflux/numerics/gmres.h"
#include "quflux/numerics/orthogonal.h"

namespace quflux::inline hierarchy {

using Eigen::Index;

namespace {

// How closely eigenvalues are looked at.
struct Search {
  int steps;        // of Arnoldi's method
  int vectors;      // of GMRES in each
  double residual;  // of GMRES
};

// The second one where the first cannot tell growth from decay.
constexpr std::array kSearches{Search{12, 16, 1e-5}, Search{24, 96, 1e-10}};

// Residual of an eigenvalue of the inverse, over the eigenvalue.
constexpr double kConverged = 1e-2;
// Times the residual of an eigenvalue that it may be off by, as eigenvectors are not orthogonal.
constexpr double kGrowthMargin = 10;

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

// The largest real part, and whether its sign is known.
struct Growth {
  double largest;
  bool known;
};

Growth growth_by(const Search& search, const Hierarchy& hierarchy) {
  SweptHierarchy swept(hierarchy, SweptHierarchy::Of::any);
  const auto apply = [&](const RealVector& v, RealVector& result) { swept.apply(v, result); };
  const Index size = hierarchy.size();
  const auto steps = static_cast<int>(std::min<Index>(search.steps, size));
  RealVector start = random_vector(size);
  remove_trace(start, hierarchy.dimension());
  std::vector<RealVector> v{start.normalized()};
  RealMatrix h = RealMatrix::Zero(steps + 1, steps);
  double residual = 0;  // the largest that GMRES leaves
  int done = 0;
  for (; done < steps; ++done) {
    const GmresCycle solved =
        gmres_cycle(apply, swept.source(v.back()), search.vectors, search.residual);
    residual = std::max(residual, solved.residual);
    RealVector next = swept.packed_state(solved.correction);
    remove_trace(next, hierarchy.dimension());
    h.col(done).head(done + 1) = take_out(v, next);
    h(done + 1, done) = next.norm();
    if (h(done + 1, done) == 0) break;
    v.push_back(next / h(done + 1, done));
  }
  const Eigen::EigenSolver<RealMatrix> ritz(h.topLeftCorner(done, done));
  const double largest_inverse = ritz.eigenvalues().cwiseAbs().maxCoeff();
  Growth result{-std::numeric_limits<double>::infinity(), true};
  for (Index k = 0; k < done; ++k) {
    const Complex inverse = ritz.eigenvalues()(k);
    const double left = h(done, done - 1) * std::abs(ritz.eigenvectors()(done - 1, k));
    if (left > kConverged * std::abs(inverse)) continue;
    const double growth = (1.0 / inverse).real();
    const double error = kGrowthMargin * (left + residual * largest_inverse) / std::norm(inverse);
    if (growth + error > 0 && growth - error <= 0) result.known = false;
    result.largest = std::max(result.largest, growth);
  }
  return result;
}

}  // namespace

double largest_growth(const Hierarchy& hierarchy) {
  Growth found{};
  for (const Search& search : kSearches) {
    found = growth_by(search, hierarchy);
    if (found.known) break;
  }
  return found.largest;
}

}  // namespace quflux::inline hierarchy
