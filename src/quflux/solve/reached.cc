#include "quflux/solve/reached.h"

#include <algorithm>

namespace quflux::inline solve {

using Eigen::Index;

std::vector<Index> reached(const Matrix& generator, const Vector& start) {
  std::vector<bool> seen(static_cast<std::size_t>(start.size()));
  std::vector<Index> elements;
  for (Index i = 0; i < start.size(); ++i) {
    if (start(i) == Complex(0)) continue;
    seen[static_cast<std::size_t>(i)] = true;
    elements.push_back(i);
  }
  for (std::size_t next = 0; next < elements.size(); ++next) {
    const Index column = elements[next];
    for (Index row = 0; row < generator.rows(); ++row) {
      if (generator(row, column) == Complex(0) || seen[static_cast<std::size_t>(row)]) continue;
      seen[static_cast<std::size_t>(row)] = true;
      elements.push_back(row);
    }
  }
  std::ranges::sort(elements);
  return elements;
}

std::vector<Index> adjoints_among(const std::vector<Index>& elements,
                                  const std::vector<Index>& adjoints) {
  if (adjoints.empty()) return {};
  std::vector<Index> among;
  for (const Index i : elements) {
    const Index adjoint = adjoints[static_cast<std::size_t>(i)];
    const auto at = std::ranges::lower_bound(elements, adjoint);
    if (at == elements.end() || *at != adjoint) return {};
    among.push_back(at - elements.begin());
  }
  return among;
}

}  // namespace quflux::inline solve
