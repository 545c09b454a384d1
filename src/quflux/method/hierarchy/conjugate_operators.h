#pragma once

#include <cstddef>
#include <vector>

#include "quflux/method/hierarchy/hierarchy.h"

namespace quflux::inline hierarchy {

/// The x of a Hierarchy where sigma of a partner is sigma^+, in as many real numbers as it has
/// complex ones: half of what it holds is the conjugate of the other half.
class ConjugateOperators {
 public:
  /// Refers to the hierarchy.
  explicit ConjugateOperators(const Hierarchy& hierarchy) : hierarchy_(hierarchy) {}

  Eigen::Index size() const { return hierarchy_.size(); }

  /// The numbers of x. Norms are the same.
  void pack(const Vector& x, RealVector& numbers) const;
  void unpack(const RealVector& numbers, Vector& x) const;

  /// Writes sigma_n^+ in the place of the partner's.
  void complete(std::size_t n, Vector& x) const;

 private:
  const Hierarchy& hierarchy_;
};

}  // namespace quflux::inline hierarchy
