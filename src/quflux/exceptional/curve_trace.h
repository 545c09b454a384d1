#pragma once

#include <vector>

#include "quflux/exceptional/refine.h"

namespace quflux::inline exceptional {

/// Moves a candidate onto the curve on which its eigenvalues coalesce: refine() where the
/// discriminant changes its sign on the curve, refine_critical() where it does not.
using OntoCurve = std::optional<Refined> (*)(const UnitFamily&, const Candidate&, double reach);

/// A known point so close ahead, in units of half of the region, is the end of a curve. At a cusp,
/// two arms are apart by the power 3/2 of the distance; much closer, differences of the power sums
/// would straddle both.
inline constexpr double kAtEnd = 1e-3;

/// A curve of coalescences through the region.
struct TracedCurve {
  OntoCurve onto;
  Eigen::Index k;                 ///< eigenvalues that coalesce on it
  std::vector<Candidate> points;  ///< in order; the first again at the end of a closed curve
  bool closed;
  bool lost;  ///< it ended inside the region, at none of the known points
};

/// Follows a curve from a point of it, in both directions, until it leaves the region, closes, or
/// ends at one of `ends`: at a point where a third eigenvalue joins, the curve has a cusp.
///
/// Each step goes along the tangent and back onto the curve; it is halved where the curve turns or
/// the way back is long, and grows where it is straight.
TracedCurve trace_curve(const UnitFamily& family, OntoCurve onto, const Refined& seed,
                        const std::vector<Candidate>& ends);

}  // namespace quflux::inline exceptional
