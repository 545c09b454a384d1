#pragma once

#include <vector>

#include "quflux/exceptional/refine.h"

namespace quflux::inline exceptional {

/// A piece of the region: |t_a - centre_a| <= half_a.
struct Cell {
  UnitPoint centre;
  UnitPoint half;
  int depth;
};

/// The region cut into cells, about `per_side` along its longer side.
std::vector<Cell> first_cells(const UnitFamily& family, int per_side);

/// Adds the halves (an interval) or quarters of a cell.
void divide(const UnitFamily& family, const Cell& cell, std::vector<Cell>& cells);

/// How a search goes through the cells of a region.
struct CellVisit {
  int per_side;                              ///< cells to begin with
  int depth;                                 ///< a cell is divided this often at most
  std::function<bool(const Cell&)> resolve;  ///< whether a cell need not be divided
  std::function<bool()> exhausted;           ///< whether to end early
  std::function<void(double)> progress;      ///< told the share of the region that is resolved
};

/// Goes through all cells, large ones first, so that a difficult place takes no time from the
/// others; false when it ended early.
bool visit_cells(const UnitFamily& family, const CellVisit& visit);

/// What holds all over the region.
struct FamilyTraits {
  Eigen::Index size;      ///< of the matrices
  Eigen::Index distinct;  ///< eigenvalues that are different at most parameters
  /// In a plane of two real parameters: the characteristic polynomial is real up to a common centre
  /// and direction in the complex plane. Eigenvalues are on that line or come in pairs mirrored at
  /// it; two of them meet on curves and three in points.
  bool curves;
  Complex direction;  ///< of that line, |direction| = 1
};

/// Throws Error when the matrix is defective wherever it was sampled, or has one eigenvalue only.
FamilyTraits family_traits(const UnitFamily& family);

enum class Place {
  outside,    ///< the two eigenvalues cannot meet in the cell
  predicted,  ///< they meet once in or near the cell, about at the predicted point
  open        ///< the cell is too large to say
};

/// Two eigenvalues that may meet in a cell.
struct PairInCell {
  Place place;
  UnitPoint at;             ///< where to begin to look: on a curve, its closest point
  Complex mean;             ///< of the two there
  Eigen::Index least;       ///< eigenvalues that must meet to make a point: 2, or 3 where 2 meet
                            ///< on curves
  double half_gap;          ///< |difference|/2 at the centre of the cell
  double uncertainty;       ///< of `at`
  double mean_uncertainty;  ///< of `mean`
};

/// What the eigenvalues and eigenvectors at the centre of a cell say about all of it. For the two
/// eigenvalues of a pair, D = ((a - b)/2)^2 is analytic where they meet, and its second-order
/// expansion follows from perturbation theory at the centre.
struct CellExpansion {
  std::vector<PairInCell> pairs;    ///< those that are not outside and meet in points
  std::vector<PairInCell> curves;   ///< those that are not outside and meet on curves
  std::vector<Candidate> meetings;  ///< eigenvalues that coalesce at the centre itself
  double gap;                       ///< smallest distance of different eigenvalues at the centre
  Vector eigenvalues;               ///< at the centre
};

CellExpansion expand(const UnitFamily& family, const FamilyTraits& traits, const Cell& cell);

/// Eigenvalues in groups of equal ones: closer than 1e-8 of the largest distance.
std::vector<std::vector<Eigen::Index>> equal_groups(const Vector& values);

}  // namespace quflux::inline exceptional
