#include "quflux/core/partition.h"

#include <gtest/gtest.h>

namespace quflux::inline core {
namespace {

TEST(Partition, UnitesUnderItsSmallestMembers) {
  Partition partition(6);
  EXPECT_TRUE(partition.unite(4, 2));
  EXPECT_TRUE(partition.unite(5, 4));
  EXPECT_FALSE(partition.unite(5, 2));
  EXPECT_TRUE(partition.unite(0, 3));
  const std::vector<Eigen::Index> roots{0, 1, 2, 0, 2, 2};
  for (Eigen::Index i = 0; i < partition.size(); ++i) {
    EXPECT_EQ(partition.root(i), roots[static_cast<std::size_t>(i)]);
  }
}

}  // namespace
}  // namespace quflux::inline core
