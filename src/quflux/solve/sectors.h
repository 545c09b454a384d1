#pragma once

#include <vector>

#include "quflux/generator/generator.h"
#include "quflux/solve/state_classes.h"

namespace quflux::inline solve {

/// The rho_ab with a in one class and b in another.
struct ClassPair {
  Eigen::Index row;
  Eigen::Index column;
};

/// A part of the density matrix that a generator leads into itself alone: all that depends on each
/// other, of the coherences between sites with n excitations and n + k, say.
struct Sector {
  std::vector<ClassPair> pairs;
  Eigen::Index size = 0;     ///< how many rho_ab
  bool populations = false;  ///< whether rho_aa are among them
};

struct Sectors {
  StateClasses classes;
  std::vector<Sector> sectors;
};

/// Elements of this size, of the largest of their bath, are the rounding of the energy basis.
inline constexpr double kRoundingElement = 1e-12;

/// The finest ones, of classes without elements that are rounding: each term of a dissipator leads
/// a class to one class, and so a pair of classes to one pair.
Sectors find_sectors(const Generator& generator);

}  // namespace quflux::inline solve
