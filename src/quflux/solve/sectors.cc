#include "quflux/solve/sectors.h"

#include <algorithm>
#include <span>
#include <utility>

#include "quflux/core/partition.h"

namespace quflux::inline solve {

namespace {

using Eigen::Index;

// From which class a term leads to which.
struct Way {
  Index from;
  Index to;
};

std::vector<Way> ways_of(const Dissipator& dissipator, const Dissipator::Term& term,
                         const LargestElements& largest, const StateClasses& classes) {
  std::vector<Way> ways;
  const auto add = [&](std::span<const MatrixElement> elements, double least) {
    for (const MatrixElement& e : elements) {
      if (std::norm(e.value) < least * least) continue;
      ways.push_back({classes.of[static_cast<std::size_t>(e.column)],
                      classes.of[static_cast<std::size_t>(e.row)]});
    }
  };
  add(dissipator.a(term), kRoundingElement * largest.a);
  add(dissipator.b(term), kRoundingElement * largest.b);
  std::ranges::sort(ways, {}, &Way::from);
  const auto [first, last] = std::ranges::unique(ways, {}, &Way::from);
  ways.erase(first, last);
  return ways;
}

}  // namespace

Sectors find_sectors(const Generator& generator) {
  Sectors result{find_classes(generator, kRoundingElement), {}};
  const StateClasses& classes = result.classes;
  const auto count = static_cast<Index>(classes.size());
  Partition pairs(count * count);
  for (const Dissipator& dissipator : generator.dissipators) {
    const LargestElements largest = largest_elements(dissipator);
    for (const Dissipator::Term& term : dissipator.terms) {
      const std::vector<Way> ways = ways_of(dissipator, term, largest, classes);
      for (const Way& left : ways) {
        for (const Way& right : ways) {
          pairs.unite(left.from * count + right.from, left.to * count + right.to);
        }
      }
    }
  }
  std::vector<Index> numbers(static_cast<std::size_t>(count * count), -1);  // of each root
  for (Index i = 0; i < count; ++i) {
    for (Index j = 0; j < count; ++j) {
      Index& number = numbers[static_cast<std::size_t>(pairs.root(i * count + j))];
      if (number < 0) {
        number = static_cast<Index>(result.sectors.size());
        result.sectors.emplace_back();
      }
      Sector& sector = result.sectors[static_cast<std::size_t>(number)];
      sector.pairs.push_back({i, j});
      sector.size += static_cast<Index>(classes.members[static_cast<std::size_t>(i)].size() *
                                        classes.members[static_cast<std::size_t>(j)].size());
      sector.populations = sector.populations || i == j;
    }
  }
  return result;
}

}  // namespace quflux::inline solve
