#pragma once

#include <array>
#include <atomic>
#include <functional>
#include <optional>
#include <vector>

#include "quflux/exceptional/matrix_family.h"

/// The search for exceptional points: parameters at which eigenvalues of a family of matrices
/// coalesce together with their eigenvectors. The method, and what it can and cannot promise, is
/// described in docs/exceptional_points.md.
namespace quflux::inline exceptional {

/// A parameter at which eigenvalues coalesce.
struct ExceptionalPoint {
  /// On an interval {p, 0}, in a plane {x, y}, of an analytic family {Re p, Im p}.
  std::array<double, 2> parameters;
  Complex eigenvalue;  ///< the mean of those that coalesce
  int multiplicity;    ///< how many coalesce
  /// Sizes of the Jordan blocks, largest first, from the ranks of powers of M - eigenvalue.
  std::vector<int> jordan_blocks;
  /// How the branches permute on a small turn of the complex parameter around the point: lengths of
  /// the cycles, longest first. It need not be the Jordan structure: a block of size 3 may have
  /// square-root branches, {2, 1}. Empty when no turn could be made.
  std::vector<int> cycles;
  /// Exponent a of |lambda - eigenvalue| ~ |p - parameter|^a, fitted on circles around the point:
  /// 1/2, 1/3, ... ; NaN when no turn could be made.
  double branch_exponent;
  /// Order of the zero of the discriminant, of the eigenvalues that are different elsewhere.
  int discriminant_order;
};

/// The order of an exceptional point: how many eigenvectors become one, the size of the largest
/// Jordan block. 1 for an ordinary degeneracy.
int order(const ExceptionalPoint& point);

/// A curve in a plane of two real parameters on which eigenvalues coalesce, as a polyline.
struct ExceptionalCurve {
  /// {x, y} of its vertices in order along the curve, each confirmed as an exceptional point (or as
  /// a degeneracy) and on the curve to about 1e-12 of the region. A curve ends on the edge of the
  /// region or at a point of higher order, its cusp, which is its last vertex then.
  std::vector<std::array<double, 2>> points;
  std::vector<Complex> eigenvalues;  ///< the mean of those that coalesce, at each vertex
  int multiplicity;                  ///< how many coalesce
  std::vector<int> jordan_blocks;    ///< as of an ExceptionalPoint, all along the curve
  bool closed;                       ///< the last vertex is the first one
};

/// The order of the exceptional points along a curve; 1 for a curve of ordinary degeneracies.
int order(const ExceptionalCurve& curve);

/// What a search found.
struct ExceptionalSearch {
  std::vector<ExceptionalPoint> points;             ///< exceptional points, ascending in parameters
  std::vector<ExceptionalPoint> degeneracies;       ///< eigenvalues coalesce, eigenvectors do not
  std::vector<ExceptionalCurve> curves;             ///< of exceptional points, in a plane
  std::vector<ExceptionalCurve> degeneracy_curves;  ///< of ordinary degeneracies, in a plane
  /// The smallest distance between two eigenvalues that are not the same throughout, and where: a
  /// local minimum next to the smallest one seen, zero at one of the points or degeneracies.
  double minimum_gap;
  std::array<double, 2> minimum_gap_at;
  /// Whether the search came to its end: every cell of the region was either shown (to second
  /// order) to hold no coalescence or resolved. For an analytic family also whether the zeros of
  /// the discriminant add up to what the argument principle counts.
  bool complete;
  /// Of an analytic family: the number of zeros of the discriminant in the box, with multiplicity,
  /// counted on its boundary; none when a zero lies on the boundary.
  std::optional<int> discriminant_zeros;
};

struct SearchOptions {
  /// Cells per side of the region to begin with; none: 32 for an interval, 8 for a box. Cells are
  /// divided where needed; a family that varies fast needs more to begin with.
  std::optional<int> cells = {};
  /// Told the share of the region that is done, from 0 to 1; it begins anew where a search is
  /// repeated with finer cells.
  std::function<void(double)> progress = {};
  /// Once it is true, the search ends with what it found; `complete` is false.
  const std::atomic<bool>* stop = nullptr;
};

/// Exceptional points of a family of one real parameter. Generic families have none; those whose
/// characteristic polynomial is real up to a common factor (PT-symmetric ones, generators of master
/// equations) do.
/// Throws Error for an empty interval, a matrix that is not finite or smaller than 2 x 2, a family
/// that does not depend on its parameter or is defective throughout.
ExceptionalSearch find_exceptional_points(const RealFamily& family, const Interval& interval,
                                          const SearchOptions& options = {});

/// Exceptional points of a family of two real parameters. In general they are isolated points of
/// the plane. Where the characteristic polynomial is real up to a common centre and direction of
/// the eigenvalues (real or pseudo-Hermitian matrices, generators of density matrices), those of
/// order 2 form curves, and those of order 3 are their cusps. Throws as above.
ExceptionalSearch find_exceptional_points(const PlaneFamily& family, const Box& box,
                                          const SearchOptions& options = {});

/// Exceptional points of an analytic family in a rectangle of the complex plane. Throws as above.
ExceptionalSearch find_exceptional_points(const AnalyticFamily& family, const Box& box,
                                          const SearchOptions& options = {});

}  // namespace quflux::inline exceptional
