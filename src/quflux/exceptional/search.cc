#include <algorithm>
#include <cmath>
#include <limits>

#include "quflux/core/error.h"
#include "quflux/exceptional/asked_once.h"
#include "quflux/exceptional/cell_search.h"
#include "quflux/exceptional/classify.h"
#include "quflux/exceptional/curve_search.h"
#include "quflux/exceptional/discriminant_zeros.h"
#include "quflux/exceptional/eigensystem.h"
#include "quflux/exceptional/exceptional_point.h"

namespace quflux::inline exceptional {

namespace {

constexpr int kCellsOfInterval = 32;
constexpr int kCellsOfBox = 8;

constexpr double kLargestTurn = 1e-2;

double distance_to_others(const std::vector<Found>& found, std::size_t index) {
  double distance = std::numeric_limits<double>::infinity();
  for (std::size_t i = 0; i < found.size(); ++i) {
    const double d = (found[i].candidate.at - found[index].candidate.at).norm();
    if (i != index && d > 1e-6) distance = std::min(distance, d);
  }
  return distance;
}

// How large a turn around one may be, so that it holds no other.
double largest_turn(const std::vector<Found>& found, std::size_t index) {
  return std::min(kLargestTurn, 0.3 * distance_to_others(found, index));
}

// Drops candidates at which there is nothing.
void drop_spurious(const UnitFamily& family, std::vector<Found>& found) {
  std::vector<Found> kept;
  for (std::size_t i = 0; i < found.size(); ++i) {
    if (!is_spurious(family, found[i].candidate, largest_turn(found, i))) kept.push_back(found[i]);
  }
  found = std::move(kept);
}

// Whether turns could be made around a point, and none of them told its branches: a coalescence by
// its matrix alone, which is no evidence where others are close.
bool is_unproven(const UnitFamily& family, const Found& found) {
  constexpr double kSmallTurn = 1e-8;
  return order(found.point) > 1 && found.point.cycles.empty() &&
         complex_line(family, found.candidate.at, kSmallTurn).has_value();
}

// Keeps the vertices at which all that coalesces along the curve does.
void add_curves(const UnitFamily& family, const std::vector<TracedCurve>& curves,
                ExceptionalSearch& result) {
  for (const TracedCurve& traced : curves) {
    const auto middle = classify(family, traced.points[traced.points.size() / 2]);
    if (!middle) continue;
    ExceptionalCurve curve{{}, {}, middle->multiplicity, middle->jordan_blocks, traced.closed};
    for (const Candidate& vertex : traced.points) {
      const auto point = classify(family, vertex);
      const bool at_end = vertex.k != middle->multiplicity;
      if (!point || (!at_end && point->jordan_blocks != middle->jordan_blocks)) continue;
      curve.points.push_back(point->parameters);
      curve.eigenvalues.push_back(point->eigenvalue);
    }
    (order(curve) > 1 ? result.curves : result.degeneracy_curves).push_back(std::move(curve));
  }
}

ExceptionalSearch collect(const UnitFamily& family, const FamilyTraits& traits, int per_side,
                          const SearchOptions& options) {
  CellSearch search = search_cells(family, traits, per_side, options);
  ExceptionalSearch result{{}, {}, {}, {}, 0, {}, search.complete, {}};
  std::vector<Found>& found = search.found;
  CurveSearch curves{{}, {}, true};
  if (traits.curves) {
    curves = search_curves(family, traits, found, per_side, options);
    found.insert(found.end(), curves.isolated.begin(), curves.isolated.end());
  }
  drop_spurious(family, found);
  int zeros = 0;
  for (std::size_t i = 0; i < found.size(); ++i) {
    complete_by_turns(family, found[i].candidate, found[i].point, largest_turn(found, i));
    if (is_unproven(family, found[i])) {
      result.complete = false;
      continue;
    }
    zeros += found[i].point.discriminant_order;
    (order(found[i].point) > 1 ? result.points : result.degeneracies).push_back(found[i].point);
  }
  const auto by_parameters = [](const ExceptionalPoint& a, const ExceptionalPoint& b) {
    return a.parameters < b.parameters;
  };
  std::ranges::sort(result.points, by_parameters);
  std::ranges::sort(result.degeneracies, by_parameters);
  if (family.analytic) {
    result.discriminant_zeros = discriminant_zeros(family, traits.distinct);
    result.complete = result.complete && result.discriminant_zeros == zeros;
  }
  add_curves(family, curves.curves, result);
  result.complete = result.complete && curves.complete;
  Gap gap = search.gap;
  if (found.empty() && curves.curves.empty()) {
    gap = minimum_gap(family, traits, gap);
    // Eigenvalues that touch without an exceptional point, as those of Hermitian families do.
    const double close = 1e-7 * family.variation;
    if (gap.size <= close && is_sharp(family, traits, gap)) {
      const Vector values = eigenvalues_at(family, gap.at);
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
  if (!found.empty()) {
    gap = {0, found.front().candidate.at};
  } else if (!curves.curves.empty()) {
    gap = {0, curves.curves.front().points.front().at};
  }
  result.minimum_gap = gap.size;
  result.minimum_gap_at = family.parameters(gap.at);
  return result;
}

ExceptionalSearch search(const UnitFamily& family, const SearchOptions& options) {
  const int cells = options.cells.value_or(family.dimensions == 1 ? kCellsOfInterval : kCellsOfBox);
  if (cells < 1 || cells > 1000) {
    throw Error(fmt::format("the search begins with {} cells; allowed are 1 to 1000", cells));
  }
  const FamilyTraits traits = family_traits(family);
  const auto look = [&](int per_side) { return collect(family, traits, per_side, options); };
  ExceptionalSearch result = look(cells);
  // The argument principle says when something was missed: look again, more closely.
  constexpr int kRepetitions = 2;
  constexpr int kFiner = 3;
  int finer = cells;
  const auto stopped = [&] { return options.stop != nullptr && *options.stop; };
  for (int i = 0; i < kRepetitions && result.discriminant_zeros && !result.complete; ++i) {
    if (stopped()) break;
    finer *= kFiner;
    result = look(finer);
  }
  return result;
}

}  // namespace

int order(const ExceptionalPoint& point) { return point.jordan_blocks.front(); }

int order(const ExceptionalCurve& curve) { return curve.jordan_blocks.front(); }

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

}  // namespace quflux::inline exceptional
