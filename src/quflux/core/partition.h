#pragma once

#include <algorithm>
#include <cstddef>
#include <numeric>
#include <vector>

#include <Eigen/Core>

namespace quflux::inline core {

/// The numbers 0, 1, ... in parts, which are united until no more belong together. The root of a
/// part is its smallest member.
class Partition {
 public:
  explicit Partition(Eigen::Index size = 0) { reset(size); }

  /// Each number alone.
  void reset(Eigen::Index size) {
    parents_.resize(static_cast<std::size_t>(size));
    std::iota(parents_.begin(), parents_.end(), 0);
  }

  Eigen::Index size() const { return static_cast<Eigen::Index>(parents_.size()); }

  Eigen::Index root(Eigen::Index i) {
    while (at(i) != i) i = at(i) = at(at(i));
    return i;
  }

  /// Whether they were in different parts.
  bool unite(Eigen::Index a, Eigen::Index b) {
    a = root(a);
    b = root(b);
    at(std::max(a, b)) = std::min(a, b);
    return a != b;
  }

 private:
  Eigen::Index& at(Eigen::Index i) { return parents_[static_cast<std::size_t>(i)]; }

  std::vector<Eigen::Index> parents_;
};

}  // namespace quflux::inline core
