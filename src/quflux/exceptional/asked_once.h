#pragma once

#include <functional>

#include "quflux/core/recall.h"
#include "quflux/exceptional/eigensystem.h"
#include "quflux/exceptional/unit_family.h"

/// What a search asks of a family at a point, and finds again when it is begun again; see
/// recalled().
namespace quflux::inline exceptional {

/// M(t).
Matrix matrix_at(const UnitFamily& family, const UnitPoint& t);

/// eigenvalues_of(M(t)).
Vector eigenvalues_at(const UnitFamily& family, const UnitPoint& t);

/// invariant_block(M(t), z, k).
InvariantBlock invariant_block_at(const UnitFamily& family, const UnitPoint& t, Complex z,
                                  Eigen::Index k);

/// find(), a vector that takes several matrices.
Vector found_once(const UnitFamily& family, const std::function<Question()>& question,
                  const std::function<Vector()>& find);

}  // namespace quflux::inline exceptional
