#include "quflux/bath/table.h"

#include <cmath>

#include "quflux/bath/spectral_density.h"
#include "quflux/core/testing.h"

namespace quflux::inline bath {
namespace {

using testing::HasSubstr;

TEST(Table, IsReadFromAText) {
  const Table table = parse_table("w J\n0 0\n0.5 0.01\n1 0.02\n1.5 0.025\n", "t");
  EXPECT_DOUBLE_EQ(table(0.5), 0.01);
  EXPECT_EQ(error_of([] { parse_table("omega J\n", "t"); }),
            "the table 't' has 0 rows; it must have at least 4");
  EXPECT_EQ(error_of([] { parse_table("0 0\n1 x\n", "t"); }),
            "t:2: 'x' is no number; a row must have two, frequency and gamma");
}

TEST(Table, IsContinuedToZeroByItsFirstRows) {
  std::vector<double> w;
  std::vector<double> ohmic;
  std::vector<double> cubic;
  std::vector<double> root;
  for (int k = 1; k <= 60; ++k) {
    w.push_back(0.1 * k);
    ohmic.push_back(0.02 * w.back());
    cubic.push_back(0.02 * w.back() * w.back() * w.back());
    root.push_back(0.02 * std::sqrt(w.back()));
  }
  EXPECT_DOUBLE_EQ(Table(w, ohmic, "the table")(0.05), 0.001);
  EXPECT_DOUBLE_EQ(*slope_at_zero(Table(w, ohmic, "the table")), 0.02);
  // That of its first row.
  EXPECT_DOUBLE_EQ(*slope_at_zero(Table(w, cubic, "the table")), 0.0002);
  EXPECT_THAT(slope_obstacle(Table(w, root, "the table")), HasSubstr("still grows"));
  const Table far({1, 2, 3, 4}, {1, 2, 3, 4}, "the table");
  EXPECT_EQ(error_of([&] { far(0.5); }),
            "the table goes from 1 to 4, but the system has the transition frequency 0.5; add rows "
            "below, from 0 0 where gamma(w) vanishes");
  EXPECT_THAT(slope_obstacle(far), HasSubstr("add rows closer to w = 0, or that row"));
}

}  // namespace
}  // namespace quflux::inline bath
