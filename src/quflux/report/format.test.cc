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

// A sweep over x and y of two equations with a spectrum each.
Dataset spectra_on_grid() {
  constexpr std::size_t kX = 3;
  constexpr std::size_t kY = 2;
  constexpr std::size_t kEquations = 2;
  constexpr std::size_t kFrequencies = 2;
  std::vector<double> density(kX * kY * kEquations * kFrequencies);
  for (std::size_t i = 0; i < density.size(); ++i) density[i] = static_cast<double>(i) / 7;
  std::vector<double> failure(kX * kY * kEquations, 0);
  failure[5] = 1;
  return {.dimensions = {{"x", kX}, {"y", kY}, {"equation", kEquations}, {"f", kFrequencies}},
          .variables = {
              {.name = "x", .dimensions = {"x"}, .values = std::vector{0.1, 0.2, 0.3}},
              {.name = "y", .dimensions = {"y"}, .values = std::vector{1.0, 2.0}},
              {.name = "f", .dimensions = {"f"}, .values = std::vector{5.0, 6.0}},
              {.name = "equation",
               .dimensions = {"equation"},
               .values = std::vector<std::string>{"local", "exact"}},
              {.name = "density", .dimensions = {"x", "y", "equation", "f"}, .values = density},
              {.name = "failure",
               .dimensions = {"x", "y", "equation"},
               .values = failure,
               .attributes = {{"failure_reasons", "a, b\n"}}}}};
}

TEST(CsvRows, OfBlocksAreThoseOfTheWhole) {
  const Dataset whole = spectra_on_grid();
  std::string text = csv_header(whole);
  for (const auto& [first, count] : {std::pair{0, 1}, {1, 3}, {4, 2}}) {
    Dataset block = whole;
    for (const auto& [name, size] : {std::pair{"density", 4}, {"failure", 2}}) {
      auto& values = std::get<std::vector<double>>(
          std::ranges::find(block.variables, name, &Variable::name)->values);
      values = {values.begin() + first * size, values.begin() + (first + count) * size};
    }
    text += csv_rows(block, static_cast<std::size_t>(first));
  }
  EXPECT_EQ(text, to_csv(whole));
  EXPECT_THAT(text, HasSubstr("0.2,1,5,exact,"));
  EXPECT_EQ(std::ranges::count(text, '\n'), 1 + 3 * 2 * 2 * 2);
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
