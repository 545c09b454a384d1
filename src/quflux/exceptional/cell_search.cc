#include "quflux/exceptional/cell_search.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "quflux/exceptional/budget.h"
#include "quflux/exceptional/classify.h"
#include "quflux/exceptional/eigensystem.h"
#include "quflux/exceptional/encircle.h"

namespace quflux::inline exceptional {

namespace {

constexpr int kDepthOfInterval = 24;  // halvings of a cell, down to 1e-9 of the interval
constexpr int kDepthOfBox = 10;
constexpr int kSmallCell = 5;  // halvings after which open cells are searched by trial

// What Newton's method found: a coalescence that is isolated, or one of a curve of them.
enum class Trial { nothing, point, curve };

class Search {
 public:
  Search(const UnitFamily& family, const FamilyTraits& traits, int per_side,
         const SearchOptions& options)
      : budget_(family, traits.size, options), family_(budget_.family()), traits_(traits) {
    complete_ =
        visit_cells(family_, {per_side, family.dimensions == 1 ? kDepthOfInterval : kDepthOfBox,
                              [this](const Cell& cell) { return resolve(cell); },
                              [this] { return budget_.exhausted(); },
                              [&](double share) {
                                if (options.progress) options.progress(share);
                              }}) &&
        complete_;
  }

  CellSearch result() && { return {std::move(found_), gap_, complete_}; }

 private:
  // Whether a cell needs no further look.
  bool resolve(const Cell& cell) {
    const CellExpansion expansion = expand(family_, traits_, cell);
    if (expansion.gap < gap_.size) gap_ = {expansion.gap, cell.centre};
    // A cell centred on a coalescence says nothing about its surroundings.
    if (!expansion.meetings.empty()) return resolve_meetings(expansion, cell);
    bool resolved = true;
    for (const PairInCell& pair : expansion.pairs) {
      if (pair.place == Place::predicted) {
        if (is_known(pair)) continue;
        const Trial trial = try_candidate({pair.at, pair.mean, pair.least}, pair.half_gap, cell);
        if (trial == Trial::nothing) resolved = false;
      } else if (cell.depth < kSmallCell) {
        resolved = false;
      } else if (!is_explained(pair, cell) &&
                 !settle_by_turn({pair.at, pair.mean, pair.least}, pair.half_gap, cell)) {
        const Trial trial = try_candidate({pair.at, pair.mean, pair.least}, pair.half_gap, cell);
        if (trial != Trial::curve) resolved = false;
      }
    }
    return resolved;
  }

  // Divides no cell all over which eigenvalues cannot be told from each other: its parts would be
  // the same. Where they meet is seen from further away.
  bool resolve_meetings(const CellExpansion& expansion, const Cell& cell) {
    bool flat = false;
    for (const Candidate& meeting : expansion.meetings) {
      if (!equal_all_over(meeting, cell)) {
        try_candidate(meeting, 0, cell);
        continue;
      }
      flat = true;
      if (!locate_from_afar(meeting, cell)) complete_ = false;
    }
    return flat;
  }

  bool locate_from_afar(const Candidate& meeting, const Cell& cell) {
    constexpr double kFurther = 4;
    constexpr double kFurthest = 0.05;
    Cell around = cell;
    for (; around.half.norm() < kFurthest; around.half *= kFurther) {
      if (settle_by_turn(meeting, 0, around)) return true;
    }
    return false;
  }

  bool equal_all_over(const Candidate& meeting, const Cell& cell) const {
    return std::ranges::all_of(std::array{-1.0, 1.0}, [&](double side) {
      const Vector values = eigenvalues_of(family_.matrix(cell.centre + side * cell.half));
      const auto closest = closest_eigenvalues(values, meeting.mean, meeting.k);
      return equal_groups(values(closest)).size() == 1 &&
             static_cast<Eigen::Index>(equal_groups(values).size()) < traits_.distinct;
    });
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
    return std::ranges::any_of(found_, [&](const Found& f) {
      return (f.candidate.at - pair.at).norm() <= pair.uncertainty &&
             std::abs(f.candidate.mean - pair.mean) <= pair.mean_uncertainty;
    });
  }

  // With one parameter, a turn around a cell counts the zeros of the discriminant in it, with
  // multiplicity, and gives their centroid. Whether that accounts for the pair: there are none, or
  // all are one, which is then known. Newton's method fails where that one is a multiple zero.
  bool settle_by_turn(const Candidate& pair, double half_gap, const Cell& cell) {
    constexpr double kAround = 3;      // radius of the turn, in half cells
    constexpr double kCloser = 1e-2;   // of a second turn around the centroid
    constexpr double kOffAxis = 1e-6;  // of the radius
    if (family_.dimensions == 2 && !family_.analytic) return false;
    const double radius = kAround * cell.half.norm();
    const auto around = turn_around(pair, half_gap, cell.centre, radius);
    if (!around) return false;
    const auto& [turn, k] = *around;
    if (turn.discriminant_order == 0) return true;
    const Complex shift = turn.centroid;
    if (family_.dimensions == 1 && std::abs(shift.imag()) > kOffAxis * radius) {
      return turn.discriminant_order == 1;
    }
    const UnitPoint at = cell.centre + UnitPoint(shift.real(), family_.analytic ? shift.imag() : 0);
    if (turn.discriminant_order == 1 && is_found_at(at, kOffAxis * radius)) return true;
    const auto point = classify(family_, {at, pair.mean, k});
    if (!point) return false;
    keep({{at, point->eigenvalue, k}, *point, turn.discriminant_order > 1});
    const auto closer = turn_around(pair, half_gap, at, kCloser * radius);
    return closer && closer->turn.discriminant_order == turn.discriminant_order;
  }

  bool is_found_at(const UnitPoint& at, double distance) const {
    return std::ranges::any_of(
        found_, [&](const Found& f) { return (f.candidate.at - at).norm() <= distance; });
  }

  struct TurnOf {
    Turn turn;
    Eigen::Index k;
  };

  // The turn with the fewest eigenvalues around a pair that stay apart from all others.
  std::optional<TurnOf> turn_around(const Candidate& pair, double half_gap, const UnitPoint& centre,
                                    double radius) const {
    constexpr double kSlack = 1 + 1e-6;
    const auto line = complex_line(family_, centre, radius);
    if (!line) return std::nullopt;
    const Vector values = eigenvalues_of(family_.matrix(centre));
    const auto within = ((values.array() - pair.mean).abs() <= kSlack * half_gap).count();
    for (Eigen::Index k = std::max<Eigen::Index>(pair.k, within); k <= traits_.size; ++k) {
      if (const auto turn = encircle(*line, pair.mean, k, radius)) return TurnOf{*turn, k};
    }
    return std::nullopt;
  }

  // The coalescence with the most eigenvalues that Newton's method reaches from here.
  Trial try_candidate(Candidate start, double half_gap, const Cell& cell) {
    // Beyond the edge the family may not be defined.
    start.at = start.at.cwiseMax(-family_.extent).cwiseMin(family_.extent);
    constexpr int kFailures = 3;
    constexpr double kComparable = 10;   // distances that may belong together, of the first one
    constexpr double kStillClose = 0.1;  // the same after a coalescence, of the block's norm
    constexpr double kSlow = 1e-11;
    const Eigen::Index n = traits_.size;
    const double reach = 6 * cell.half.norm();
    const Vector values = eigenvalues_of(family_.matrix(start.at));
    const auto order = closest_eigenvalues(values, start.mean, n);
    std::optional<Found> best;
    bool on_curve = false;
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
        on_curve = !best->slow && refined->rank < family_.dimensions;
        failures = 0;
      } else {
        ++failures;
      }
    }
    if (!best) return Trial::nothing;
    if (on_curve) {
      // A part of the family has curves that are looked for in none of its others.
      if (!traits_.curves) complete_ = false;
      return Trial::curve;
    }
    keep(*best);
    return Trial::point;
  }

  void keep(const Found& candidate) {
    constexpr double kSamePlace = 1e-6;
    constexpr double kSlack = 1e-9;  // points on the edge of the region belong to it
    const UnitPoint& t = candidate.candidate.at;
    if ((t.cwiseAbs() - family_.extent).maxCoeff() > kSlack) return;
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

  Budget budget_;
  const UnitFamily& family_;
  const FamilyTraits& traits_;
  std::vector<Found> found_;
  Gap gap_{std::numeric_limits<double>::infinity(), UnitPoint::Zero()};
  bool complete_ = true;
};

}  // namespace

CellSearch search_cells(const UnitFamily& family, const FamilyTraits& traits, int per_side,
                        const SearchOptions& options) {
  return Search(family, traits, per_side, options).result();
}

}  // namespace quflux::inline exceptional
