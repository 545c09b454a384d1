#include "quflux/method/hierarchy/stationary_state.h"

#include <algorithm>
#include <utility>

#include "quflux/core/error.h"
#include "quflux/core/watch.h"
#include "quflux/method/hierarchy/swept_hierarchy.h"
#include "quflux/numerics/gmres.h"

namespace quflux::inline hierarchy {

using Eigen::Index;

namespace {

// Vectors until GMRES is started anew: as many as take little memory.
constexpr int kFewVectors = 24;
constexpr int kManyVectors = 120;
constexpr double kLittleMemory = 64e6;
constexpr int kStateCycles = 20;
constexpr double kProgress = 0.8;           // that a cycle makes at least
constexpr double kResidualRounding = 1e-7;  // residuals that rounding may leave

}  // namespace

StationaryState stationary_state(const Hierarchy& hierarchy, double tolerance,
                                 const RealVector& start) {
  SweptHierarchy swept(hierarchy, SweptHierarchy::Of::stationary);
  const auto apply = [&](const RealVector& v, RealVector& result) { swept.apply(v, result); };
  const RealVector source = swept.source();
  const int vectors = static_cast<int>(
      std::clamp(kLittleMemory / (8.0 * static_cast<double>(source.size())),
                 static_cast<double>(kFewVectors), static_cast<double>(kManyVectors)));
  const double size = source.norm();
  RealVector v = RealVector::Zero(source.size());
  RealVector residual = source;
  RealVector applied;
  double left = 1;
  if (start.size() > 0) {
    const Index known = std::min(start.size(), v.size());
    RealVector guess = RealVector::Zero(v.size());
    guess.head(known) = start.head(known);
    swept.apply(guess, applied);
    const double left_of_guess = (source - applied).norm() / size;
    if (left_of_guess < left) {
      v = guess;
      residual = source - applied;
      left = left_of_guess;
    }
  }
  int iterations = 0;
  for (int cycle = 0; cycle < kStateCycles && left > tolerance; ++cycle) {
    const InnerIteration inner(iterations, left);
    const GmresCycle found = gmres_cycle(apply, residual, vectors, tolerance / left);
    const RealVector next = v + found.correction;
    iterations += found.iterations;
    swept.apply(next, applied);
    const RealVector of_next = source - applied;
    const double left_of_next = of_next.norm() / size;
    if (!(left_of_next < left)) break;
    const bool progress = left_of_next < kProgress * left;
    v = next;
    residual = of_next;
    left = left_of_next;
    if (!progress) break;
  }
  if (!(left <= std::max(tolerance, kResidualRounding))) {
    throw NoAnswer(
        fmt::format("the iteration for the stationary state of a hierarchy of {} tiers does not "
                    "converge, after {} steps a residual of {:.1g} is left: the coupling to the "
                    "baths is too strong for it",
                    hierarchy.operators.depth(), iterations, left));
  }
  Vector x = swept.state(v);
  return {std::move(x), std::move(v), iterations, left};
}

}  // namespace quflux::inline hierarchy
