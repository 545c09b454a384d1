#include "quflux/method/hierarchy/parities.h"

#include <cstddef>

namespace quflux::inline hierarchy {

using Eigen::Index;

namespace {

constexpr double kNoPart = 1e-13;  // of the largest element
constexpr int kUnknown = -1;

bool connects(const Matrix& m, Index a, Index b) {
  return std::abs(m(a, b)) > kNoPart * m.cwiseAbs().maxCoeff();
}

}  // namespace

std::vector<int> parities(const Matrix& hamiltonian, const std::vector<Matrix>& couplings) {
  const Index d = hamiltonian.rows();
  std::vector<int> found(static_cast<std::size_t>(d), kUnknown);
  std::vector<Index> reached;
  const auto parity = [&](Index a) -> int& { return found[static_cast<std::size_t>(a)]; };
  for (Index first = 0; first < d; ++first) {
    if (parity(first) != kUnknown) continue;
    parity(first) = 0;
    reached.push_back(first);
    while (!reached.empty()) {
      const Index a = reached.back();
      reached.pop_back();
      for (Index b = 0; b < d; ++b) {
        const auto require = [&](int wanted) {
          if (parity(b) == kUnknown) {
            parity(b) = wanted;
            reached.push_back(b);
          }
          return parity(b) == wanted;
        };
        if (a != b && connects(hamiltonian, a, b) && !require(parity(a))) return {};
        for (const Matrix& s : couplings) {
          if (connects(s, a, b) && !require(1 - parity(a))) return {};
        }
      }
    }
  }
  return found;
}

}  // namespace quflux::inline hierarchy
