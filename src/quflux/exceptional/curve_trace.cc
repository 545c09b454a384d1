#include "quflux/exceptional/curve_trace.h"

#include <algorithm>
#include <cmath>

namespace quflux::inline exceptional {

namespace {

// Lengths in units of half of the region.
constexpr double kFirstCurveStep = 0.01;
constexpr double kLargestCurveStep = 0.04;
constexpr double kSmallestCurveStep = 1e-5;
constexpr double kSharp = 1e-2;     // where the way ends before that, a point so close is the end
constexpr double kBack = 0.25;      // way back onto the curve, of the step
constexpr double kStraight = 0.97;  // cosine of the largest turn in a step
constexpr double kSameEigenvalue = 0.1;  // of the variation, near an end
constexpr std::size_t kMostCurvePoints = 20'000;

enum class Ending { edge, point, closed, lost };

double outside(const UnitFamily& family, const UnitPoint& t) {
  return (t.cwiseAbs() - family.extent).maxCoeff();
}

class March {
 public:
  March(const UnitFamily& family, OntoCurve onto, const Refined& seed, double direction,
        const std::vector<Candidate>& ends)
      : family_(family),
        onto_(onto),
        seed_(seed),
        ends_(ends),
        now_(seed.candidate),
        along_(direction * seed.along),
        first_(along_) {}

  Ending run(std::vector<Candidate>& points) {
    double step = kFirstCurveStep;
    while (points.size() < kMostCurvePoints) {
      if (const Candidate* end = end_ahead()) {
        if ((end->at - now_.at).norm() <= kAtEnd) {
          points.push_back(*end);
          return Ending::point;
        }
        step = std::min(step, std::max((end->at - now_.at).norm() / 2, kAtEnd / 4));
      }
      const auto next = advanced(step);
      if (!next) {
        step /= 2;
        if (step >= kSmallestCurveStep) continue;
        const Candidate* end = end_ahead();  // a sharp cusp
        if (end == nullptr || (end->at - now_.at).norm() > kSharp) return Ending::lost;
        points.push_back(*end);
        return Ending::point;
      }
      if (outside(family_, next->candidate.at) > 0) {
        land_on_edge(step, points);
        return Ending::edge;
      }
      const bool returns = points.size() > 4 && is_back(next->candidate, step);
      take(*next, step);
      if (returns) return Ending::closed;
      points.push_back(now_);
      step = std::min(1.4 * step, kLargestCurveStep);
    }
    return Ending::lost;
  }

 private:
  // A known point where the curve may end: close to the tangent, with the eigenvalue of the curve.
  const Candidate* end_ahead() const {
    const Candidate* closest = nullptr;
    for (const Candidate& end : ends_) {
      const UnitPoint way = end.at - now_.at;
      const double distance = way.norm();
      if (distance > 2 * kLargestCurveStep || along_.dot(way) < 0.8 * distance) continue;
      if (std::abs(end.mean - now_.mean) > kSameEigenvalue * family_.variation) continue;
      if (closest == nullptr || distance < (closest->at - now_.at).norm()) closest = &end;
    }
    return closest;
  }

  std::optional<Refined> advanced(double step) const {
    const Candidate predicted{now_.at + step * along_, now_.mean + step * slope_, now_.k};
    auto next = onto_(family_, predicted, step);
    if (!next || next->rank != 1) return std::nullopt;
    if ((next->candidate.at - predicted.at).norm() > kBack * step) return std::nullopt;
    const double turn = next->along.dot(along_);
    if (std::abs(turn) < kStraight) return std::nullopt;
    if (turn < 0) next->along = -next->along;
    return next;
  }

  void take(const Refined& next, double step) {
    slope_ = (next.candidate.mean - now_.mean) / step;
    now_ = next.candidate;
    along_ = next.along;
  }

  bool is_back(const Candidate& next, double step) const {
    const Candidate& start = seed_.candidate;
    return (next.at - start.at).norm() < step && along_.dot(first_) > 0.8 &&
           along_.dot(start.at - now_.at) > 0 &&
           std::abs(next.mean - start.mean) <= kSameEigenvalue * family_.variation;
  }

  // The step that ends on the edge, by the secant method.
  void land_on_edge(double step, std::vector<Candidate>& points) const {
    constexpr int kIterations = 8;
    constexpr double kOnEdge = 1e-12;
    double inner = 0;
    double inner_value = outside(family_, now_.at);
    double length = step;
    std::optional<Refined> last = advanced(step);
    for (int i = 0; i < kIterations && last; ++i) {
      const double value = outside(family_, last->candidate.at);
      if (std::abs(value) <= kOnEdge) break;
      const double next = length - value * (length - inner) / (value - inner_value);
      inner = length;
      inner_value = value;
      length = next;
      last = advanced(length);
    }
    if (last && (last->candidate.at - points.back().at).norm() > kOnEdge) {
      points.push_back(last->candidate);
    }
  }

  const UnitFamily& family_;
  OntoCurve onto_;
  const Refined& seed_;
  const std::vector<Candidate>& ends_;
  Candidate now_;
  UnitPoint along_;
  UnitPoint first_;
  Complex slope_ = 0;  // of the mean eigenvalue along the curve
};

}  // namespace

TracedCurve trace_curve(const UnitFamily& family, OntoCurve onto, const Refined& seed,
                        const std::vector<Candidate>& ends) {
  TracedCurve curve{onto, seed.candidate.k, {seed.candidate}, false, false};
  Ending ending = March(family, onto, seed, 1, ends).run(curve.points);
  if (ending == Ending::closed) {
    curve.points.push_back(seed.candidate);
    curve.closed = true;
    return curve;
  }
  curve.lost = ending == Ending::lost;
  std::ranges::reverse(curve.points);
  ending = March(family, onto, seed, -1, ends).run(curve.points);
  curve.lost = curve.lost || ending == Ending::lost;
  return curve;
}

}  // namespace quflux::inline exceptional
