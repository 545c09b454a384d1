#include "quflux/exceptional/decoupled_blocks.h"

#include <algorithm>

namespace quflux::inline exceptional {

std::vector<std::vector<Eigen::Index>> decoupled_blocks(const std::vector<Matrix>& samples) {
  constexpr double kZero = 1e-14;
  const Eigen::Index n = samples.front().rows();
  RealMatrix largest = RealMatrix::Zero(n, n);
  for (const Matrix& m : samples) {
    largest = largest.cwiseMax(m.cwiseAbs() / m.cwiseAbs().maxCoeff());
  }
  const auto connected = [&](Eigen::Index i, Eigen::Index j) {
    return largest(i, j) > kZero || largest(j, i) > kZero;
  };
  std::vector<std::vector<Eigen::Index>> blocks;
  std::vector<bool> seen(static_cast<std::size_t>(n));
  for (Eigen::Index first = 0; first < n; ++first) {
    if (seen[static_cast<std::size_t>(first)]) continue;
    std::vector<Eigen::Index> block{first};
    seen[static_cast<std::size_t>(first)] = true;
    for (std::size_t next = 0; next < block.size(); ++next) {
      for (Eigen::Index j = 0; j < n; ++j) {
        if (seen[static_cast<std::size_t>(j)] || !connected(block[next], j)) continue;
        seen[static_cast<std::size_t>(j)] = true;
        block.push_back(j);
      }
    }
    std::ranges::sort(block);
    blocks.push_back(std::move(block));
  }
  return blocks;
}

}  // namespace quflux::inline exceptional
