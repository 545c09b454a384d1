#include "quflux/report/format.h"

#include <algorithm>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace quflux::inline report {
namespace {

using testing::HasSubstr;

// The square of x at x = 1, ..., n by one equation; of the first two there is none.
Dataset squares(std::size_t n) {
  std::vector<double> x;
  std::vector<double> square;
  std::vector<double> failure;
  for (std::size_t k = 1; k <= n; ++k) {
    x.push_back(static_cast<double>(k) / 10);
    square.push_back(x.back() * x.back());
    failure.push_back(k < 3 ? 1 : 0);
  }
  Dataset dataset;
  dataset.dimensions = {{"x", n}, {"equation", 1}};
  dataset.variables = {
      {.name = "x", .dimensions = {"x"}, .values = x},
      {.name = "equation", .dimensions = {"equation"}, .values = std::vector<std::string>{"exact"}},
      {.name = "square", .dimensions = {"x", "equation"}, .values = square},
      {.name = "failure",
       .dimensions = {"x", "equation"},
       .values = failure,
       .attributes = {{"failure_reasons", std::string("x is too small for this")}}}};
  dataset.attributes = {{"title", std::string("Squares")}};
  return dataset;
}

TEST(ToTable, HasATitleAndEachReasonOnce) {
  EXPECT_EQ(to_table(squares(3)),
            "Squares\n\n"
            "  x  equation  square  failure\n"
            "──────────────────────────────\n"
            "0.1  exact       0.01  [1]\n"
            "0.2  exact       0.04  [1]\n"
            "0.3  exact       0.09\n"
            "\n[1] x is too small for this\n");
}

TEST(ToTable, LeavesOutTheMiddleOfALongOne) {
  const std::string text = to_table(squares(100), 5);
  EXPECT_THAT(text, HasSubstr("0.3  exact       0.09\n"
                              "... 95 more rows: pipe it, or write them with -o FILE.csv ...\n"
                              "9.9"));
  EXPECT_EQ(std::ranges::count(text, '\n'), 2 + 2 + 5 + 1 + 2);
  EXPECT_EQ(std::ranges::count(to_table(squares(100)), '\n'), 2 + 2 + 100 + 2);
}

TEST(ToTable, HasARowForEachFrequency) {
  Dataset spectra;
  spectra.dimensions = {{"equation", 2}, {"frequency", 3}};
  spectra.variables = {
      {.name = "equation",
       .dimensions = {"equation"},
       .values = std::vector<std::string>{"local", "exact"}},
      {.name = "frequency", .dimensions = {"frequency"}, .values = std::vector{0.5, 1.0, 1.5}},
      {.name = "density",
       .dimensions = {"equation", "frequency"},
       .values = std::vector<double>{1, 2, 3, 4, 5, 6}},
      {.name = "failure", .dimensions = {"equation"}, .values = std::vector<double>{0, 0}}};
  EXPECT_EQ(to_csv(spectra),
            "frequency,equation,density\n"
            "0.5,local,1\n0.5,exact,4\n1,local,2\n1,exact,5\n1.5,local,3\n1.5,exact,6\n");
  // Beside another output there is a column for each.
  spectra.variables.push_back(
      {.name = "flow", .dimensions = {"equation"}, .values = std::vector<double>{7, 8}});
  EXPECT_THAT(to_csv(spectra), HasSubstr("local,1,2,3,7\n"));
}

TEST(ToCsv, HasTheFewestDigitsThatReadBack) {
  EXPECT_EQ(to_csv(squares(3)),
            "x,equation,square,failure\n"
            "0.1,exact,0.010000000000000002,x is too small for this\n"
            "0.2,exact,0.04000000000000001,x is too small for this\n"
            "0.3,exact,0.09,\n");
}

}  // namespace
}  // namespace quflux::inline report
