#include "quflux/exceptional/critical.h"

#include <cmath>

#include <Eigen/SVD>

#include "quflux/exceptional/asked_once.h"
#include "quflux/exceptional/eigensystem.h"

namespace quflux::inline exceptional {

namespace {

constexpr int kCriticalIterations = 30;
constexpr double kCriticalConverged = 1e-11;
constexpr double kCriticalRank = 1e-4;  // second derivatives are known to a few digits
// Differences of fourth order: their error is the fourth power of this.
constexpr double kFourthOrderStep = 1e-4;

// Re P_2, turned to be real, as a fraction of the variation squared.
class SquaredGap {
 public:
  SquaredGap(const UnitFamily& family, const Candidate& start) : family_(family), now_(start) {
    const Complex here = complex_value(start.at + UnitPoint(3, 2) * kFourthOrderStep);
    turn_ = std::abs(here) > 0 ? std::conj(here) / std::abs(here) : 1;
  }

  double operator()(const UnitPoint& t) const { return (turn_ * complex_value(t)).real(); }

  void move(const UnitPoint& t) {
    now_.at = t;
    now_.mean = eigenvalues(t).mean();
  }

  const Candidate& now() const { return now_; }

 private:
  Vector eigenvalues(const UnitPoint& t) const {
    const Vector values = eigenvalues_at(family_, t);
    return values(closest_eigenvalues(values, now_.mean, now_.k));
  }

  Complex complex_value(const UnitPoint& t) const {
    const Vector values = eigenvalues(t);
    return ((values.array() - values.mean()) / family_.variation).square().sum();
  }

  const UnitFamily& family_;
  Candidate now_;
  Complex turn_ = 1;
};

}  // namespace

std::optional<Refined> refine_critical(const UnitFamily& family, const Candidate& start,
                                       double reach) {
  SquaredGap f(family, start);
  for (int i = 0; i < kCriticalIterations; ++i) {
    const UnitPoint at = f.now().at;
    const double centre = f(at);
    Eigen::Vector2d gradient;
    Eigen::Matrix2d second;
    for (Eigen::Index a = 0; a < 2; ++a) {
      const UnitPoint h = kFourthOrderStep * UnitPoint::Unit(a);
      const double plus = f(at + h);
      const double minus = f(at - h);
      gradient(a) =
          (8 * (plus - minus) - (f(at + 2 * h) - f(at - 2 * h))) / (12 * kFourthOrderStep);
      second(a, a) = (plus - 2 * centre + minus) / (kFourthOrderStep * kFourthOrderStep);
    }
    const UnitPoint diagonal(kFourthOrderStep, kFourthOrderStep);
    const UnitPoint other(kFourthOrderStep, -kFourthOrderStep);
    second(0, 1) = second(1, 0) =
        (f(at + diagonal) + f(at - diagonal) - f(at + other) - f(at - other)) /
        (4 * kFourthOrderStep * kFourthOrderStep);
    Eigen::JacobiSVD<Eigen::Matrix2d> svd(second, Eigen::ComputeFullU | Eigen::ComputeFullV);
    svd.setThreshold(kCriticalRank);
    if (!(svd.singularValues()(0) > 0)) return std::nullopt;
    const Eigen::Vector2d step = svd.solve(gradient);
    if (!step.allFinite()) return std::nullopt;
    f.move(at - step);
    if ((f.now().at - start.at).norm() > reach) return std::nullopt;
    if (step.norm() <= kCriticalConverged) {
      return Refined{f.now(), step.norm(), static_cast<int>(svd.rank()), svd.matrixV().col(1)};
    }
  }
  return std::nullopt;
}

}  // namespace quflux::inline exceptional
