#include "quflux/bath/table.h"

#include <cmath>
#include <functional>
#include <random>

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
  EXPECT_EQ(slope_obstacle(Table(w, cubic, "the table")),
            "the first rows of the table go as w^3, not as a line through zero, so that gamma(w) "
            "below its first frequency, 0.1, is not known; add rows closer to w = 0, and the row "
            "0 0");
  EXPECT_THAT(error_of([&] { Table(w, cubic, "the table")(0.05); }), HasSubstr("add rows below"));
  // From there on the slope is that of its first row.
  w.insert(w.begin(), 0);
  cubic.insert(cubic.begin(), 0);
  EXPECT_DOUBLE_EQ(*slope_at_zero(Table(w, cubic, "the table")), 0.0002);
  w.erase(w.begin());
  EXPECT_THAT(slope_obstacle(Table(w, root, "the table")), HasSubstr("still grows"));
  const Table far({1, 2, 3, 4}, {1, 2, 3, 4}, "the table");
  EXPECT_EQ(error_of([&] { far(0.5); }),
            "the table goes from 1 to 4, but the system has the transition frequency 0.5; add rows "
            "below, from 0 0 where gamma(w) vanishes");
  EXPECT_THAT(slope_obstacle(far), HasSubstr("add rows closer to w = 0, or that row"));
}

// Rows from 0.1 to 10 with noise.
Table noisy(const std::function<double(double)>& gamma, int rows, double noise, unsigned seed) {
  std::mt19937_64 random(seed);
  std::normal_distribution<double> normal;
  std::vector<double> w;
  std::vector<double> values;
  for (int k = 0; k < rows; ++k) {
    w.push_back(0.1 * std::pow(100.0, k / (rows - 1.0)));
    values.push_back(gamma(w.back()) * std::max(0.0, 1 + noise * normal(random)));
  }
  return {w, values, "the table"};
}

TEST(Table, IsContinuedWhereItsFirstRowsFollowALineAlone) {
  for (const int rows : {12, 60, 500}) {
    for (unsigned seed = 0; seed < 20; ++seed) {
      for (const auto& line : std::vector<std::function<double(double)>>{
               [](double v) { return v; }, [](double v) { return v * std::exp(-v); },
               [](double v) { return v / (1 + v * v); },
               [](double v) { return v / (std::pow(1 - v * v, 2) + 0.01 * v * v); },
               [](double v) { return v * (1 + v * v); }}) {
        EXPECT_EQ(slope_obstacle(noisy(line, rows, 0, seed)), "");
        EXPECT_THAT(slope_obstacle(noisy(line, rows, 0.02, seed)),
                    testing::Not(HasSubstr("not as a line")));
      }
      for (const double s : {0.0, 0.5, 1.5, 2.0, 3.0}) {
        const auto power = [s](double v) { return std::pow(v, s); };
        // The exponent at zero is uncertain by five times the noise.
        EXPECT_NE(slope_obstacle(noisy(power, rows, 0.01, seed)), "") << s << " " << seed;
      }
    }
  }
}

}  // namespace
}  // namespace quflux::inline bath
