#pragma once

#include <vector>

#include "quflux/exceptional/exceptional_point.h"
#include "quflux/exceptional/minimum_gap.h"

namespace quflux::inline exceptional {

/// A coalescence that a search came upon.
struct Found {
  Candidate candidate;
  ExceptionalPoint point;  ///< without cycles, exponent and discriminant
  bool slow;               ///< the discriminant has no slope: Newton's method converges slowly

  /// Whether pairs of eigenvalues cannot be expanded in any neighbourhood of it.
  bool is_singular() const { return candidate.k > 2 || slow; }
};

/// What a search through the cells of a region found.
struct CellSearch {
  std::vector<Found> found;  ///< isolated coalescences, each once
  Gap gap;                   ///< the smallest one at the centre of a cell
  bool complete;             ///< every cell was resolved
};

/// Looks for isolated coalescences in every cell of the region, beginning with `per_side` cells
/// along a side and dividing those that cannot be resolved.
CellSearch search_cells(const UnitFamily& family, const FamilyTraits& traits, int per_side,
                        const SearchOptions& options);

}  // namespace quflux::inline exceptional
