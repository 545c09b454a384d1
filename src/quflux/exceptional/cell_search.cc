#include "quflux/exceptional/cell_search.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "quflux/exceptional/asked_once.h"
#include "quflux/exceptional/budget.h"
#include "quflux/exceptional/classify.h"
#include "quflux/exceptional/eigensystem.h"
#include "quflux/exceptional/encircle.h"

namespace quflux::inline exceptional {

namespace {

constexpr int kDepthOfInterval = 24;  // halvings of a cell, down to 1e-9 of the interval
constexpr int kDepthOfBox = 10;
constexpr int kTriedCell = 5;  // halvings after which open cells are searched by trial

constexpr double kOnePlace = 1e-6;  // of two points that are one

// What Newton's method found: a coalescence that is isolated, one of a curve of them, or one beyond
// the edge of the region.
enum class Trial { nothing, point, curve, outside };

class SearchOfCells {
 public:
  SearchOfCells(const UnitFamily& family, const FamilyTraits& traits, int per_side,
                const SearchOptions& options)
      : budget_(family, traits.size, options), family_(family), traits_(traits) {
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
      if (budget_.exhausted()) return give_up();
      if (pair.place == Place::predicted) {
        if (is_known(pair)) continue;
        const Trial trial = try_candidate({pair.at, pair.mean, pair.least}, pair.half_gap, cell);
        if (trial == Trial::nothing) resolved = false;
      } else if (cell.depth < kTriedCell) {
        resolved = false;
      } else if (!is_explained(pair, cell, expansion.eigenvalues) &&
                 !settle_by_turn({pair.at, pair.mean, pair.least}, pair.half_gap, cell)) {
        const Trial trial = try_candidate({pair.at, pair.mean, pair.least}, pair.half_gap, cell);
        if (trial != Trial::curve) resolved = false;
      }
    }
    return resolved;
  }

  // Leaves a cell as it is.
  bool give_up() {
    complete_ = false;
    return true;
  }

  // Divides no cell all over which eigenvalues cannot be told from each other: its parts would be
  // the same. Where they meet is seen from further away.
  bool resolve_meetings(const CellExpansion& expansion, const Cell& cell) {
    bool flat = false;
    for (const Candidate& meeting : expansion.meetings) {
      if (budget_.exhausted()) return give_up();
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
      const Vector values = eigenvalues_at(family_, cell.centre + side * cell.half);
      const auto closest = closest_eigenvalues(values, meeting.mean, meeting.k);
      return equal_groups(values(closest)).size() == 1 &&
             static_cast<Eigen::Index>(equal_groups(values).size()) < traits_.distinct;
    });
  }

  // Around a point where more than two eigenvalues meet, or where the discriminant has no slope,
  // the expansion of a pair never becomes linear. Such a point next to a small cell accounts for
  // those pairs in it that belong to the point.
  bool is_explained(const PairInCell& pair, const Cell& cell, const Vector& eigenvalues) const {
    constexpr double kCells = 4;
    return std::ranges::any_of(found_, [&](const Found& f) {
      return f.is_singular() &&
             (f.candidate.at - cell.centre).norm() <= kCells * cell.half.norm() &&
             belongs(pair, f.candidate, eigenvalues);
    });
  }

  // Whether a pair is among the eigenvalues that meet close by: next to their mean, or two of a
  // cluster of as many as meet, well apart from all others.
  static bool belongs(const PairInCell& pair, const Candidate& meeting, const Vector& eigenvalues) {
    constexpr double kNextTo = 3;
    constexpr double kApart = 2;
    const double distance = std::abs(meeting.mean - pair.mean);
    if (distance <= kNextTo * pair.half_gap) return true;
    const Eigen::Index n = eigenvalues.size();
    const auto order = closest_eigenvalues(eigenvalues, meeting.mean, std::min(meeting.k + 1, n));
    const auto away = [&](Eigen::Index i) {
      return std::abs(eigenvalues(order[static_cast<std::size_t>(i)]) - meeting.mean);
    };
    const double cluster = away(meeting.k - 1);
    return distance + pair.half_gap <= kApart * cluster &&
           (meeting.k == n || away(meeting.k) > 2 * kApart * cluster);
  }

  bool is_known(const PairInCell& pair) const {
    const auto is_it = [&](const Candidate& known) {
      return (known.at - pair.at).norm() <= pair.uncertainty &&
             std::abs(known.mean - pair.mean) <= pair.mean_uncertainty;
    };
    return std::ranges::any_of(found_, is_it, &Found::candidate) ||
           std::ranges::any_of(outside_, is_it);
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
    const auto& [zeros, shift, k] = *around;
    if (zeros == 0) return true;
    if (family_.dimensions == 1 && std::abs(shift.imag()) > kOffAxis * radius) {
      return zeros == 1;
    }
    Candidate centroid{cell.centre + UnitPoint(shift.real(), family_.analytic ? shift.imag() : 0),
                       pair.mean, k};
    if (zeros == 1) {
      // Zeros outside of the turn, but not far, blur the centroid; Newton's method does not.
      const auto refined = refine(family_, centroid, radius);
      if (!refined) return false;
      centroid = refined->candidate;
      if (is_found_at(centroid.at)) return true;
    }
    const auto point = classify(family_, centroid);
    if (!point) return false;
    centroid.mean = point->eigenvalue;
    keep({centroid, *point, zeros > 1});
    const auto closer = turn_around(pair, half_gap, centroid.at, kCloser * radius);
    return closer && closer->zeros == zeros;
  }

  bool is_found_at(const UnitPoint& at) const {
    return std::ranges::any_of(
        found_, [&](const Found& f) { return (f.candidate.at - at).norm() <= kOnePlace; });
  }

  // What a turn around k eigenvalues tells of the discriminant.
  struct Zeros {
    int zeros;
    Complex centroid;
    Eigen::Index k;
  };

  // Of the fewest eigenvalues around a pair that stay apart from all others.
  std::optional<Zeros> turn_around(const Candidate& pair, double half_gap, const UnitPoint& centre,
                                   double radius) const {
    const auto ask = [&] {
      return question("turn", {centre(0), centre(1), radius, pair.mean.real(), pair.mean.imag(),
                               static_cast<double>(pair.k), half_gap});
    };
    const Vector known = found_once(family_, ask, [&]() -> Vector {
      const auto found = find_turn(pair, half_gap, centre, radius);
      if (!found) return {};
      return Eigen::Vector3cd(found->zeros, found->centroid, static_cast<double>(found->k));
    });
    if (known.size() == 0) return std::nullopt;
    return Zeros{static_cast<int>(known(0).real()), known(1),
                 static_cast<Eigen::Index>(known(2).real())};
  }

  std::optional<Zeros> find_turn(const Candidate& pair, double half_gap, const UnitPoint& centre,
                                 double radius) const {
    constexpr double kSlack = 1 + 1e-6;
    const auto line = complex_line(family_, centre, radius);
    if (!line) return std::nullopt;
    const Vector values = eigenvalues_at(family_, centre);
    const auto within = ((values.array() - pair.mean).abs() <= kSlack * half_gap).count();
    for (Eigen::Index k = std::max<Eigen::Index>(pair.k, within); k <= traits_.size; ++k) {
      if (const auto turn = encircle(*line, pair.mean, k, radius)) {
        return Zeros{turn->discriminant_order, turn->centroid, k};
      }
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
    const Vector values = eigenvalues_at(family_, start.at);
    const auto order = closest_eigenvalues(values, start.mean, n);
    Eigen::Index together = start.k;  // that meet at a place which was reached
    std::optional<Found> best;
    bool on_curve = false;
    int failures = 0;
    for (Eigen::Index k = start.k; k <= n && failures < kFailures; ++k) {
      if (best) {
        const InvariantBlock block = invariant_block_at(family_, best->candidate.at,
                                                        best->candidate.mean, best->candidate.k);
        if (block.separation > kStillClose * (block.centred.norm() + 1e-6 * family_.variation)) {
          break;
        }
      } else if (k > together && half_gap > 0 &&
                 std::abs(values(order[static_cast<std::size_t>(k - 1)]) - start.mean) >
                     kComparable * half_gap) {
        break;
      }
      const Candidate from = best ? Candidate{best->candidate.at, best->candidate.mean, k}
                                  : Candidate{start.at, start.mean, k};
      const auto refined = refine(family_, from, reach);
      if (!best && refined && is_beyond(refined->candidate.at, kOnePlace)) {
        outside_.push_back(refined->candidate);
        return Trial::outside;
      }
      std::optional<ExceptionalPoint> point;
      if (refined) point = classify(family_, refined->candidate);
      if (point) {
        best = {refined->candidate, *point, refined->last_step > kSlow};
        on_curve = !best->slow && refined->rank < family_.dimensions;
        failures = 0;
      } else {
        ++failures;
        if (best || !refined) continue;
        together = meeting_at(refined->candidate);
        if (together <= k) continue;
        start = refined->candidate;
        k = together - 1;
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

  // How many eigenvalues are the same where Newton's method ended, to the root of rounding.
  Eigen::Index meeting_at(const Candidate& at) const {
    const Vector values = eigenvalues_at(family_, at.at);
    return ((values.array() - at.mean).abs() <= kOnePlace * family_.variation).count();
  }

  bool is_beyond(const UnitPoint& t, double slack) const {
    return (t.cwiseAbs() - family_.extent).maxCoeff() > slack;
  }

  void keep(const Found& candidate) {
    constexpr double kSlack = 1e-9;  // points on the edge of the region belong to it
    const UnitPoint& t = candidate.candidate.at;
    if (is_beyond(t, kSlack)) return;
    for (Found& known : found_) {
      if ((known.candidate.at - t).norm() <= kOnePlace &&
          std::abs(known.candidate.mean - candidate.candidate.mean) <=
              kOnePlace * family_.variation) {
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
  std::vector<Candidate> outside_;  // meetings beyond the edge
  Gap gap_{std::numeric_limits<double>::infinity(), UnitPoint::Zero()};
  bool complete_ = true;
};

}  // namespace

CellSearch search_cells(const UnitFamily& family, const FamilyTraits& traits, int per_side,
                        const SearchOptions& options) {
  return SearchOfCells(family, traits, per_side, options).result();
}

}  // namespace quflux::inline exceptional
