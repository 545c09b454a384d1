#include "quflux/solve/state_classes.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <span>
#include <utility>

namespace quflux::inline solve {

namespace {

using Eigen::Index;

// A partition that grows coarser.
class Partition {
 public:
  explicit Partition(Index size) : parents_(static_cast<std::size_t>(size)) {
    std::iota(parents_.begin(), parents_.end(), 0);
  }

  Index root(Index i) {
    while (at(i) != i) i = at(i) = at(at(i));
    return i;
  }

  bool unite(Index a, Index b) {
    a = root(a);
    b = root(b);
    at(std::max(a, b)) = std::min(a, b);
    return a != b;
  }

 private:
  Index& at(Index i) { return parents_[static_cast<std::size_t>(i)]; }

  std::vector<Index> parents_;
};

// A map from states to states that is emptied in no time.
class Marks {
 public:
  explicit Marks(Index size)
      : values_(static_cast<std::size_t>(size)), stamps_(static_cast<std::size_t>(size), 0) {}

  void clear() { ++stamp_; }

  // The value that is there, after `value` was written where there was none.
  Index get_or_set(Index key, Index value) {
    const auto i = static_cast<std::size_t>(key);
    if (stamps_[i] != stamp_) {
      stamps_[i] = stamp_;
      values_[i] = value;
    }
    return values_[i];
  }

 private:
  std::vector<Index> values_;
  std::vector<std::size_t> stamps_;
  std::size_t stamp_ = 1;
};

}  // namespace

LargestElements largest_elements(const Dissipator& dissipator) {
  const auto largest = [](const std::vector<MatrixElement>& elements) {
    double most = 0;
    for (const MatrixElement& e : elements) most = std::max(most, std::abs(e.value));
    return most;
  };
  return {largest(dissipator.a_elements), largest(dissipator.b_elements)};
}

StateClasses find_classes(const Generator& generator) {
  const Index d = generator.energies.size();
  Partition partition(d);
  Marks targets(d);  // of the class of a column
  Marks sources(d);  // of a row
  for (bool changed = true; changed;) {
    changed = false;
    for (const Dissipator& dissipator : generator.dissipators) {
      const LargestElements largest = largest_elements(dissipator);
      for (const Dissipator::Term& term : dissipator.terms) {
        targets.clear();
        sources.clear();
        for (const auto& [elements, most] :
             {std::pair(dissipator.a(term), largest.a), std::pair(dissipator.b(term), largest.b)}) {
          for (const MatrixElement& e : elements) {
            if (std::abs(e.value) < kWeak * most) continue;
            const Index source = partition.root(e.column);
            if (partition.unite(targets.get_or_set(source, e.row), e.row)) changed = true;
            if (partition.unite(sources.get_or_set(e.row, e.column), e.column)) changed = true;
          }
        }
      }
    }
  }
  StateClasses result;
  result.of.resize(static_cast<std::size_t>(d));
  result.place.resize(static_cast<std::size_t>(d));
  std::vector<Index> classes(static_cast<std::size_t>(d), -1);  // of each root
  for (Index i = 0; i < d; ++i) {
    Index& own = classes[static_cast<std::size_t>(partition.root(i))];
    if (own < 0) {
      own = static_cast<Index>(result.members.size());
      result.members.emplace_back();
    }
    std::vector<Index>& members = result.members[static_cast<std::size_t>(own)];
    result.of[static_cast<std::size_t>(i)] = own;
    result.place[static_cast<std::size_t>(i)] = static_cast<Index>(members.size());
    members.push_back(i);
  }
  return result;
}

}  // namespace quflux::inline solve
