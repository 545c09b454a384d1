#include "quflux/method/hierarchy/propagate.h"

#include <algorithm>
#include <cmath>
#include <memory>
#include <unsupported/Eigen/MatrixFunctions>
#include <vector>

#include "quflux/core/error.h"
#include "quflux/core/stop.h"
#include "quflux/method/hierarchy/conjugate_operators.h"
#include "quflux/method/hierarchy/swept_hierarchy.h"
#include "quflux/numerics/gmres.h"
#include "quflux/numerics/orthogonal.h"

namespace quflux::inline hierarchy {

using Eigen::Index;

namespace {

constexpr int kMostVectors = 30;         // of the Krylov space of a step
constexpr double kPerStep = 10;          // gamma is this fraction of a step
constexpr int kInnerVectors = 60;        // of GMRES
constexpr double kInnerResidual = 1e-2;  // of the tolerance, for GMRES
constexpr double kShortest = 1e-8;       // of the last time
constexpr double kStepGrowth = 2;

// exp(M h) of one h.
class Step {
 public:
  Step(const Hierarchy& hierarchy, double step, double tolerance)
      : step_(step),
        gamma_(step / kPerStep),
        tolerance_(tolerance),
        swept_(hierarchy, SweptHierarchy::Of::any, 1 / gamma_) {}

  double length() const { return step_; }

  // x becomes exp(M h) x, and its integral over h is added to `integral`, in a space as large as
  // the tolerance needs. False, with both as they were, where it would be too large.
  bool take(RealVector& x, RealVector& integral) {
    const double size = x.norm();
    std::vector<RealVector> v{x / size};
    RealMatrix h = RealMatrix::Zero(kMostVectors + 1, kMostVectors);
    RealVector last = RealVector::Unit(1, 0);
    for (int m = 1; m <= kMostVectors; ++m) {
      throw_if_stopped();
      RealVector next = inverse(v.back());
      h.col(m - 1).head(m) = take_out(v, next);
      h(m, m - 1) = next.norm();
      const RealVector now = weights(h.topLeftCorner(m, m));
      RealVector change = now.head(m);
      change.head(m - 1) -= last.head(m - 1);
      const bool exhausted = h(m, m - 1) <= tolerance_;
      // A space that is exhausted has all of x(t), as that of a stationary state alone.
      if (exhausted || (m > 2 && size * change.norm() <= tolerance_)) {
        x.setZero();
        for (Index i = 0; i < m; ++i) {
          x += size * now(i) * v[static_cast<std::size_t>(i)];
          integral += size * now(m + i) * v[static_cast<std::size_t>(i)];
        }
        return true;
      }
      last = now.head(m);
      v.push_back(next / h(m, m - 1));
    }
    return false;
  }

 private:
  // exp(B h) e_1, and behind it its integral over h, with B = (1 - H^-1)/gamma.
  RealVector weights(const RealMatrix& h) const {
    const Index m = h.rows();
    const RealMatrix b = (RealMatrix::Identity(m, m) - h.inverse()) / gamma_;
    RealMatrix augmented = RealMatrix::Zero(m + 1, m + 1);
    augmented.topLeftCorner(m, m) = b * step_;
    augmented(0, m) = step_;
    const RealMatrix exponential = augmented.exp();
    RealVector result(2 * m);
    result.head(m) = exponential.col(0).head(m);
    result.tail(m) = exponential.col(m).head(m);
    return result;
  }

  // (1 - gamma M)^-1 v.
  RealVector inverse(const RealVector& v) {
    const RealVector source = swept_.source(v);
    const auto apply = [&](const RealVector& from, RealVector& to) { swept_.apply(from, to); };
    const double enough = std::max(kInnerResidual * tolerance_, 1e-13);
    const GmresCycle found = gmres_cycle(apply, source, kInnerVectors, enough);
    if (!(found.residual <= 10 * enough)) {
      throw NoAnswer(
          fmt::format("a step in time of the hierarchy does not converge, a residual of {:.1g} is "
                      "left: the coupling to the baths is too strong for it",
                      found.residual));
    }
    return -swept_.packed_state(found.correction) / gamma_;
  }

  double step_;
  double gamma_;
  double tolerance_;
  SweptHierarchy swept_;
};

}  // namespace

void propagate(const Hierarchy& hierarchy, const Vector& start, std::span<const double> times,
               double tolerance,
               const std::function<void(std::size_t k, const Propagated&)>& visit) {
  const ConjugateOperators packing(hierarchy);
  RealVector x;
  packing.pack(start, x);
  RealVector integral = RealVector::Zero(x.size());
  Vector unpacked = start;
  Vector unpacked_integral = Vector::Zero(start.size());
  std::unique_ptr<Step> step;
  double longest = times.empty() ? 0 : times.back();
  double now = 0;
  for (std::size_t k = 0; k < times.size(); ++k) {
    while (times[k] > now) {
      // Equal steps to the next time share one factorisation.
      const double pieces = std::ceil((times[k] - now) / longest * (1 - 1e-9));
      const double length = (times[k] - now) / std::max(pieces, 1.0);
      if (!step || std::abs(step->length() - length) > 1e-12 * length) {
        step = std::make_unique<Step>(hierarchy, length, tolerance);
      }
      if (step->take(x, integral)) {
        now = pieces <= 1 ? times[k] : now + length;
        continue;
      }
      longest = length / kStepGrowth;
      if (longest < kShortest * times.back()) {
        throw NoAnswer(
            "steps in time of the hierarchy become too short: it has solutions that "
            "grow, or the coupling to the baths is too strong for it");
      }
    }
    packing.unpack(x, unpacked);
    packing.unpack(integral, unpacked_integral);
    visit(k, {unpacked, unpacked_integral});
  }
}

}  // namespace quflux::inline hierarchy
