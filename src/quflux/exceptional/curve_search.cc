#include "quflux/exceptional/curve_search.h"

#include <algorithm>
#include <cmath>

#include "quflux/exceptional/budget.h"
#include "quflux/exceptional/classify.h"
#include "quflux/exceptional/critical.h"
#include "quflux/exceptional/eigensystem.h"

namespace quflux::inline exceptional {

namespace {

constexpr int kDepthOfCurves = 10;
constexpr int kExplainedCell = 5;  // divisions after which known curves and points explain a cell
constexpr int kTryEven = 2;        // divisions after which zeros without a slope are tried
constexpr Eigen::Index kMost = 6;  // eigenvalues that may coalesce along a curve

// The point of a curve's polyline that is closest to t, with the eigenvalue between its vertices.
Candidate closest_on(const TracedCurve& curve, const UnitPoint& t) {
  const std::vector<Candidate>& points = curve.points;
  Candidate closest = points.front();
  closest.k = curve.k;
  for (std::size_t i = 1; i < points.size(); ++i) {
    const UnitPoint way = points[i].at - points[i - 1].at;
    const double u = std::clamp(way.dot(t - points[i - 1].at) / way.squaredNorm(), 0.0, 1.0);
    const UnitPoint at = points[i - 1].at + u * way;
    if ((at - t).norm() >= (closest.at - t).norm()) continue;
    closest.at = at;
    closest.mean = (1 - u) * points[i - 1].mean + u * points[i].mean;
  }
  return closest;
}

class SearchOfCurves {
 public:
  SearchOfCurves(const UnitFamily& family, const FamilyTraits& traits,
                 const std::vector<Found>& points, int per_side, const SearchOptions& options)
      : budget_(family, traits.size, options), family_(family), traits_(traits) {
    for (const Found& point : points) ends_.push_back(point.candidate);
    const bool all = visit_cells(
        family_, {per_side, kDepthOfCurves, [this](const Cell& cell) { return resolve(cell); },
                  [this] { return budget_.exhausted(); },
                  [&](double share) {
                    if (options.progress) options.progress(share);
                  }});
    result_.complete = result_.complete && all;
  }

  CurveSearch result() && { return std::move(result_); }

 private:
  bool resolve(const Cell& cell) {
    CellExpansion expansion = expand(family_, traits_, cell);
    if (!expansion.meetings.empty()) {  // the centre is on a curve: look from a little aside
      Cell aside{cell.centre + 0.3 * cell.half.cwiseProduct(UnitPoint(1, -0.4)), 1.3 * cell.half,
                 cell.depth};
      expansion = expand(family_, traits_, aside);
      if (!expansion.meetings.empty()) return false;
    }
    bool resolved = true;
    for (const PairInCell& pair : expansion.curves) {
      if (!resolve_pair(pair, cell)) resolved = false;
    }
    return resolved;
  }

  bool resolve_pair(const PairInCell& pair, const Cell& cell) {
    if (pair.place == Place::predicted && try_curve(pair, cell, &refine)) return true;
    if (cell.depth >= kTryEven && is_on_even_curve(pair, cell)) return true;
    if (cell.depth >= kExplainedCell && is_explained(pair, cell)) return true;
    if (cell.depth >= kTryEven) {
      if (try_curve(pair, cell, &refine_critical)) return true;
      if (cell.depth >= kExplainedCell) try_curve(pair, cell, &refine);
    }
    // At the last division, what is left open stays so.
    if (cell.depth == kDepthOfCurves) result_.complete = false;
    return false;
  }

  // Whether a pair is accounted for by a curve, known or found from here.
  bool try_curve(const PairInCell& pair, const Cell& cell, OntoCurve onto) {
    const double reach = 3 * cell.half.norm();
    constexpr double kSlow = 1e-10;  // steps end there where the curve is one of the other kind
    for (Eigen::Index k = 2; k <= std::min(traits_.size, kMost); ++k) {
      const auto point = onto(family_, {pair.at, pair.mean, k}, reach);
      if (!point || point->last_step > kSlow) continue;
      const auto meeting = classify(family_, point->candidate);
      if (!meeting) continue;
      if ((point->candidate.at.cwiseAbs() - family_.extent).maxCoeff() > 0) return true;
      if (point->rank == 2) {
        if (onto == &refine_critical) keep_isolated(point->candidate, *meeting);
        return false;
      }
      if (!is_known(*point, onto)) {
        result_.curves.push_back(trace_curve(family_, onto, *point, ends_));
        if (result_.curves.back().lost) result_.complete = false;
      }
      return true;
    }
    return false;
  }

  // Whether a point is on a known curve: from the closest point of that, it lies along the tangent.
  bool is_known(const Refined& point, OntoCurve onto) const {
    const auto ends_here = [&](const Candidate& end) {
      return (end.at - point.candidate.at).norm() <= kAtEnd;
    };
    if (std::ranges::any_of(ends_, ends_here)) return true;  // both arms are met further away
    constexpr double kNear = 0.1;
    constexpr double kAlong = 0.2;
    constexpr double kEqual = 1e-8;
    return std::ranges::any_of(result_.curves, [&](const TracedCurve& curve) {
      if (curve.onto != onto || curve.k != point.candidate.k) return false;
      const Candidate closest = closest_on(curve, point.candidate.at);
      const double distance = (closest.at - point.candidate.at).norm();
      if (distance > kNear) return false;
      if (std::abs(closest.mean - point.candidate.mean) > kNear * family_.variation) return false;
      const auto there = onto(family_, closest, kNear);
      if (!there) return distance <= kEqual;
      const UnitPoint way = point.candidate.at - there->candidate.at;
      const double across = std::abs(way(0) * there->along(1) - way(1) * there->along(0));
      return across <= kAlong * way.norm() + kEqual;
    });
  }

  bool is_near(const Candidate& known, const PairInCell& pair, const Cell& cell) const {
    constexpr double kCells = 4;
    constexpr double kBelongs = 3;
    return (known.at - cell.centre).norm() <= kCells * cell.half.norm() &&
           std::abs(known.mean - pair.mean) <= kBelongs * pair.half_gap + 1e-9 * family_.variation;
  }

  bool is_on_even_curve(const PairInCell& pair, const Cell& cell) const {
    return std::ranges::any_of(result_.curves, [&](const TracedCurve& curve) {
      return curve.onto == &refine_critical && is_near(closest_on(curve, cell.centre), pair, cell);
    });
  }

  // On a curve, each of the two eigenvalues that meet there is singular; with a third one, which
  // stays apart, it makes a pair that has no expansion but no zero either.
  static bool is_next_to_curve(const TracedCurve& curve, const PairInCell& pair, const Cell& cell) {
    constexpr double kCells = 4;
    constexpr double kApart = 0.5;
    const Candidate closest = closest_on(curve, cell.centre);
    return (closest.at - cell.centre).norm() <= kCells * cell.half.norm() &&
           std::abs(std::abs(closest.mean - pair.mean) - pair.half_gap) <= kApart * pair.half_gap;
  }

  // Next to a cusp, a crossing or an isolated point the expansion of a pair never becomes linear.
  bool is_explained(const PairInCell& pair, const Cell& cell) const {
    if (std::ranges::any_of(result_.curves, [&](const TracedCurve& curve) {
          return is_next_to_curve(curve, pair, cell);
        })) {
      return true;
    }
    const auto near = [&](const Candidate& known) { return is_near(known, pair, cell); };
    return std::ranges::any_of(ends_, near) ||
           std::ranges::any_of(result_.isolated, near, &Found::candidate);
  }

  void keep_isolated(const Candidate& candidate, const ExceptionalPoint& point) {
    constexpr double kSamePlace = 1e-6;
    const auto same = [&](const Candidate& known) {
      return (known.at - candidate.at).norm() <= kSamePlace &&
             std::abs(known.mean - candidate.mean) <= kSamePlace * family_.variation;
    };
    if (std::ranges::any_of(ends_, same)) return;
    if (std::ranges::any_of(result_.isolated, same, &Found::candidate)) return;
    result_.isolated.push_back({candidate, point, true});
  }

  Budget budget_;
  const UnitFamily& family_;
  const FamilyTraits& traits_;
  std::vector<Candidate> ends_;
  CurveSearch result_{{}, {}, true};
};

}  // namespace

CurveSearch search_curves(const UnitFamily& family, const FamilyTraits& traits,
                          const std::vector<Found>& points, int per_side,
                          const SearchOptions& options) {
  return SearchOfCurves(family, traits, points, per_side, options).result();
}

}  // namespace quflux::inline exceptional
