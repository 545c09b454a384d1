#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

#include "quflux/core/error.h"
#include "quflux/exceptional/cell.h"
#include "quflux/exceptional/classify.h"
#include "quflux/exceptional/discriminant_zeros.h"
#include "quflux/exceptional/eigensystem.h"
#include "quflux/exceptional/exceptional_point.h"
#include "quflux/exceptional/minimum_gap.h"

namespace quflux {

namespace {

constexpr int kCellsOfInterval = 32;
constexpr int kCellsOfBox = 8;
constexpr int kDepthOfInterval = 24;  // halvings of a cell, down to 1e-9 of the interval
constexpr int kDepthOfBox = 10;
constexpr int kSmallCell = 5;  // halvings after which open cells are searched by trial
constexpr std::size_t kMostCells = 100'000;

struct Found {
  Candidate candidate;
  ExceptionalPoint point;
  bool slow;  // Newton's method converged slowly: the discriminant has no slope

  // Whether pairs of eigenvalues cannot be expanded in any neighbourhood of it.
  bool is_singular() const { return candidate.k > 2 || slow; }
};

class Search {
 public:
  Search(const UnitFamily& family, int cells_per_side)
      : family_(family), traits_(family_traits(family)) {
    std::vector<Cell> open = first_cells(family, cells_per_side);
    const int depth = family.dimensions == 1 ? kDepthOfInterval : kDepthOfBox;
    for (std::size_t count = 0; !open.empty(); ++count) {
      const Cell cell = open.back();
      open.pop_back();
      if (count >= kMostCells) {
        complete_ = false;
        return;
      }
      if (resolve(cell)) continue;
      if (cell.depth < depth) divide(family, cell, open);
    }
  }

  const std::vector<Found>& found() const { return found_; }
  const FamilyTraits& traits() const { return traits_; }
  const Gap& gap() const { return gap_; }
  bool complete() const { return complete_; }

 private:
  // Whether a cell needs no further look.
  bool resolve(const Cell& cell) {
    const CellExpansion expansion = expand(family_, traits_, cell);
    if (expansion.gap < gap_.size) gap_ = {expansion.gap, cell.centre};
    // A cell centred on a coalescence says nothing about its surroundings.
    for (const Candidate& meeting : expansion.meetings) try_candidate(meeting, 0, cell);
    if (!expansion.meetings.empty()) return false;
    bool resolved = true;
    for (const PairInCell& pair : expansion.pairs) {
      if (pair.place == Place::predicted) {
        if (is_known(pair)) continue;
        if (!try_candidate({pair.at, pair.mean, pair.least}, pair.half_gap, cell)) resolved = false;
      } else if (cell.depth < kSmallCell) {
        resolved = false;
      } else if (!is_explained(pair, cell)) {
        try_candidate({pair.at, pair.mean, pair.least}, pair.half_gap, cell);
        resolved = false;
      }
    }
    return resolved;
  }

  // Around a point where more than two eigenvalues meet, or where the discriminant has no slope,
  // the expansion of a pair never becomes linear. Such a point next to a small cell accounts for
  // those pairs in it that belong to the point.
  bool is_explained(const PairInCell& pair, const Cell& cell) const {
    constexpr double kCells = 4;
    constexpr double kBelongs = 3;
    return std::ranges::any_of(found_, [&](const Found& f) {
      return f.is_singular() &&
             (f.candidate.at - cell.centre).norm() <= kCells * cell.half.norm() &&
             std::abs(f.candidate.mean - pair.mean) <= kBelongs * pair.half_gap;
    });
  }

  bool is_known(const PairInCell& pair) const {
    return pair.place == Place::predicted && std::ranges::any_of(found_, [&](const Found& f) {
             return (f.candidate.at - pair.at).norm() <= pair.uncertainty &&
                    std::abs(f.candidate.mean - pair.mean) <= pair.mean_uncertainty;
           });
  }

  // The coalescence with the most eigenvalues that Newton's method reaches from here.
  bool try_candidate(Candidate start, double half_gap, const Cell& cell) {
    constexpr int kFailures = 3;
    constexpr double kComparable = 10;   // distances that may belong together, of the first one
    constexpr double kStillClose = 0.1;  // the same after a coalescence, of the block's norm
    constexpr double kSlow = 1e-11;
    const Eigen::Index n = traits_.size;
    const double reach = 6 * cell.half.norm();
    const Vector values = eigenvalues_of(family_.matrix(start.at));
    const auto order = closest_eigenvalues(values, start.mean, n);
    std::optional<Found> best;
    int failures = 0;
    for (Eigen::Index k = start.k; k <= n && failures < kFailures; ++k) {
      if (best) {
        const InvariantBlock block = invariant_block(family_.matrix(best->candidate.at),
                                                     best->candidate.mean, best->candidate.k);
        if (block.separation > kStillClose * (block.centred.norm() + 1e-6 * family_.variation)) {
          break;
        }
      } else if (k > start.k && half_gap > 0 &&
                 std::abs(values(order[static_cast<std::size_t>(k - 1)]) - start.mean) >
                     kComparable * half_gap) {
        break;
      }
      const Candidate from = best ? Candidate{best->candidate.at, best->candidate.mean, k}
                                  : Candidate{start.at, start.mean, k};
      const auto refined = refine(family_, from, reach);
      std::optional<ExceptionalPoint> point;
      if (refined) point = classify(family_, refined->candidate);
      if (point) {
        best = {refined->candidate, *point, refined->last_step > kSlow};
        failures = 0;
      } else {
        ++failures;
      }
    }
    if (!best) return false;
    keep(*best);
    return true;
  }

  // Two eigenvalues that meet on the line at which the spectrum is mirrored do so along a curve.
  bool lies_on_curve(const Found& candidate) const {
    constexpr double kOnLine = 1e-7;
    if (!traits_.real_polynomial || family_.analytic || family_.dimensions == 1) return false;
    const Matrix m = family_.matrix(candidate.candidate.at);
    const Complex centre = m.trace() / static_cast<double>(m.rows());
    const Complex along = (candidate.candidate.mean - centre) * std::conj(traits_.direction);
    return candidate.candidate.k == 2 && std::abs(along.imag()) <= kOnLine * family_.variation;
  }

  void keep(const Found& candidate) {
    constexpr double kSamePlace = 1e-6;
    const UnitPoint& t = candidate.candidate.at;
    constexpr double kSlack = 1e-9;  // points on the edge of the region belong to it
    if ((t.cwiseAbs() - family_.extent).maxCoeff() > kSlack) return;
    if (lies_on_curve(candidate)) return;
    for (Found& known : found_) {
      if ((known.candidate.at - t).norm() <= kSamePlace &&
          std::abs(known.candidate.mean - candidate.candidate.mean) <=
              kSamePlace * family_.variation) {
        if (candidate.candidate.k > known.candidate.k) known = candidate;
        return;
      }
    }
    found_.push_back(candidate);
  }

  const UnitFamily& family_;
  FamilyTraits traits_;
  std::vector<Found> found_;
  Gap gap_{std::numeric_limits<double>::infinity(), UnitPoint::Zero()};
  bool complete_ = true;
};

double distance_to_others(const std::vector<Found>& found, std::size_t index) {
  double distance = std::numeric_limits<double>::infinity();
  for (std::size_t i = 0; i < found.size(); ++i) {
    const double d = (found[i].candidate.at - found[index].candidate.at).norm();
    if (i != index && d > 1e-6) distance = std::min(distance, d);
  }
  return distance;
}

ExceptionalSearch collect(const UnitFamily& family, const Search& search) {
  constexpr double kLargestTurn = 1e-2;
  ExceptionalSearch result{{}, {}, 0, {}, search.complete(), {}};
  std::vector<Found> found = search.found();
  int zeros = 0;
  for (std::size_t i = 0; i < found.size(); ++i) {
    complete_by_turns(family, found[i].candidate, found[i].point,
                      std::min(kLargestTurn, 0.3 * distance_to_others(found, i)));
    zeros += found[i].point.discriminant_order;
    (order(found[i].point) > 1 ? result.points : result.degeneracies).push_back(found[i].point);
  }
  const auto by_parameters = [](const ExceptionalPoint& a, const ExceptionalPoint& b) {
    return a.parameters < b.parameters;
  };
  std::ranges::sort(result.points, by_parameters);
  std::ranges::sort(result.degeneracies, by_parameters);
  if (family.analytic) {
    result.discriminant_zeros = discriminant_zeros(family, search.traits().distinct);
    result.complete = result.complete && result.discriminant_zeros == zeros;
  }
  Gap gap = search.gap();
  if (found.empty()) {
    gap = minimum_gap(family, search.traits(), gap);
    // Eigenvalues that touch without an exceptional point, as those of Hermitian families do.
    const double close = 1e-7 * family.variation;
    if (gap.size <= close) {
      const Vector values = eigenvalues_of(family.matrix(gap.at));
      for (Eigen::Index k = 2; k <= values.size(); ++k) {
        const auto touching = closest_pair(values);
        const auto point = classify(family, {gap.at, touching, k});
        if (point && order(*point) == 1) {
          result.degeneracies.push_back(*point);
          break;
        }
      }
    }
  }
  if (!found.empty()) gap = {0, found.front().candidate.at};
  result.minimum_gap = gap.size;
  result.minimum_gap_at = family.parameters(gap.at);
  return result;
}

ExceptionalSearch search(const UnitFamily& family, const SearchOptions& options) {
  const int cells = options.cells.value_or(family.dimensions == 1 ? kCellsOfInterval : kCellsOfBox);
  if (cells < 1 || cells > 1000) {
    throw Error(fmt::format("the search begins with {} cells; allowed are 1 to 1000", cells));
  }
  ExceptionalSearch result = collect(family, Search(family, cells));
  // The argument principle says when something was missed: look again, more closely.
  constexpr int kRepetitions = 2;
  constexpr int kFiner = 3;
  int finer = cells;
  for (int i = 0; i < kRepetitions && result.discriminant_zeros && !result.complete; ++i) {
    finer *= kFiner;
    result = collect(family, Search(family, finer));
  }
  return result;
}

}  // namespace

int order(const ExceptionalPoint& point) { return point.jordan_blocks.front(); }

ExceptionalSearch find_exceptional_points(const RealFamily& family, const Interval& interval,
                                          const SearchOptions& options) {
  return search(unit_family(family, interval), options);
}

ExceptionalSearch find_exceptional_points(const PlaneFamily& family, const Box& box,
                                          const SearchOptions& options) {
  return search(unit_family(family, box), options);
}

ExceptionalSearch find_exceptional_points(const AnalyticFamily& family, const Box& box,
                                          const SearchOptions& options) {
  return search(unit_family(family, box), options);
}

}  // namespace quflux
