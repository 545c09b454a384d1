#include "quflux/validity/sampled_points.h"

#include <algorithm>

namespace quflux::inline validity {

namespace {

// So many of `size` places, ends included.
std::vector<std::size_t> spread(std::size_t size, std::size_t most) {
  const std::size_t count = std::min(size, most);
  std::vector<std::size_t> result;
  for (std::size_t k = 0; k < count; ++k) {
    result.push_back(count == 1 ? 0 : k * (size - 1) / (count - 1));
  }
  return result;
}

}  // namespace

SampledPoints sampled_points(const Sweep& sweep) {
  const std::size_t axes = sweep.axes.size();
  const std::size_t most = axes == 1 ? 9 : (axes == 2 ? 5 : 3);
  SampledPoints result{{}, {0}, {{}}};
  for (const SweepAxis& axis : sweep.axes) {
    result.keys.push_back(axis.path);
    SampledPoints finer{result.keys, {}, {}};
    for (std::size_t p = 0; p < result.indices.size(); ++p) {
      for (const std::size_t k : spread(axis.values.size(), most)) {
        finer.indices.push_back(result.indices[p] * axis.values.size() + k);
        finer.values.push_back(result.values[p]);
        finer.values.back().push_back(axis.values[k]);
      }
    }
    result = std::move(finer);
  }
  return result;
}

}  // namespace quflux::inline validity
