#include "quflux/method/hierarchy/auxiliary_operators.h"

#include <numeric>
#include <set>

#include <gtest/gtest.h>

namespace quflux::inline hierarchy {
namespace {

TEST(AuxiliaryOperators, AreAllUpToTheDepthEachOnce) {
  for (const std::size_t modes : {1, 2, 5}) {
    for (const std::size_t depth : {0, 1, 4}) {
      std::vector<std::size_t> partners(modes);
      std::iota(partners.begin(), partners.end(), 0);
      const AuxiliaryOperators operators(depth, partners);
      EXPECT_EQ(static_cast<double>(operators.count()), auxiliary_operator_count(modes, depth));
      std::set<std::vector<int>> seen;
      for (std::size_t n = 0; n < operators.count(); ++n) {
        const auto numbers = operators.numbers(n);
        seen.emplace(numbers.begin(), numbers.end());
        EXPECT_LE(std::accumulate(numbers.begin(), numbers.end(), std::size_t{0}), depth);
      }
      EXPECT_EQ(seen.size(), operators.count());
    }
  }
}

TEST(AuxiliaryOperators, KnowTheirNeighboursAndPartners) {
  const AuxiliaryOperators operators(3, {1, 0, 2});
  for (std::size_t n = 0; n < operators.count(); ++n) {
    const auto numbers = operators.numbers(n);
    for (std::size_t k = 0; k < 3; ++k) {
      const auto above = operators.above(n)[k];
      const bool is_last = n >= operators.tier(3);
      EXPECT_EQ(above == AuxiliaryOperators::kNone, is_last);
      if (above == AuxiliaryOperators::kNone) continue;
      const auto other = operators.numbers(static_cast<std::size_t>(above));
      for (std::size_t l = 0; l < 3; ++l) EXPECT_EQ(other[l], numbers[l] + (k == l ? 1 : 0));
      EXPECT_EQ(operators.below(static_cast<std::size_t>(above))[k], static_cast<int>(n));
    }
    const auto partner = operators.numbers(operators.partner(n));
    EXPECT_EQ(partner[0], numbers[1]);
    EXPECT_EQ(partner[1], numbers[0]);
    EXPECT_EQ(partner[2], numbers[2]);
  }
}

}  // namespace
}  // namespace quflux::inline hierarchy
