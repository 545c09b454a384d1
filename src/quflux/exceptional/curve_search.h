#pragma once

#include <vector>

#include "quflux/exceptional/cell_search.h"
#include "quflux/exceptional/curve_trace.h"

namespace quflux::inline exceptional {

/// What a search for curves in a plane of two real parameters found.
struct CurveSearch {
  std::vector<TracedCurve> curves;
  std::vector<Found> isolated;  ///< even zeros of the discriminant that are no curves
  bool complete;                ///< every cell was resolved and no curve was lost
};

/// Looks for curves of coalescences in every cell of the region of a family with a real
/// characteristic polynomial. `points` are the isolated ones, where curves may end.
CurveSearch search_curves(const UnitFamily& family, const FamilyTraits& traits,
                          const std::vector<Found>& points, int per_side,
                          const SearchOptions& options);

}  // namespace quflux::inline exceptional
