#pragma once

#include "quflux/exceptional/cell.h"

namespace quflux::inline exceptional {

/// The distance of the two closest different eigenvalues, and where.
struct Gap {
  double size;
  UnitPoint at;
};

/// The local minimum of the gap next to `start`, by a compass search within the region.
Gap minimum_gap(const UnitFamily& family, const FamilyTraits& traits, const Gap& start);

/// Whether the gap opens within 1e-6 of its minimum: otherwise its place is not known.
bool is_sharp(const UnitFamily& family, const FamilyTraits& traits, const Gap& gap);

/// The middle of the two closest eigenvalues.
Complex closest_pair(const Vector& values);

}  // namespace quflux::inline exceptional
