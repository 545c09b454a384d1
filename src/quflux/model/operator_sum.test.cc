#include "quflux/model/operator_sum.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "quflux/core/error.h"
#include "quflux/model/site.h"

namespace quflux::inline model {
namespace {

using testing::HasSubstr;

std::string message(std::string_view text) {
  try {
    parse_operator_sum(text);
  } catch (const Error& error) {
    return error.what();
  }
  return "no error";
}

TEST(OperatorSum, ReadsNumbersProductsAndSigns) {
  const auto sum = parse_operator_sum("-0.6 sx + 1e-3 ad a - t1_10");
  ASSERT_EQ(sum.size(), 3U);
  EXPECT_EQ(sum[0].factor, -0.6);
  EXPECT_EQ(sum[0].names, std::vector<std::string>{"sx"});
  EXPECT_EQ(sum[1].factor, 1e-3);
  EXPECT_EQ(sum[1].names, (std::vector<std::string>{"ad", "a"}));
  EXPECT_EQ(sum[2].factor, -1);
  EXPECT_EQ(sum[2].names, std::vector<std::string>{"t1_10"});
}

TEST(OperatorSum, SaysWhatIsWrong) {
  EXPECT_THAT(message(""), HasSubstr("a name is missing at its end"));
  EXPECT_THAT(message("0.6"), HasSubstr("a name is missing at its end"));
  EXPECT_THAT(message("sx +"), HasSubstr("a name is missing at its end"));
  EXPECT_THAT(message("0.6 sx 0.8 sz"), HasSubstr("there must be + or - between products"));
  EXPECT_THAT(message("sx * sz"), HasSubstr("there must be + or - between products"));
  EXPECT_THAT(message("+ * sz"), HasSubstr("a name is missing before '* sz'"));
  EXPECT_THAT(message("1e999 sx"), HasSubstr("no operator"));
  EXPECT_THAT(message("nan"), HasSubstr("no error"));  // a name, which no site has
}

TEST(SiteOperator, IsASumOfProducts) {
  const Site atom{"atom", TwoLevel{1}};
  const Matrix tilted = 0.6 * site_operator(atom, "sx") + 0.8 * site_operator(atom, "sz");
  EXPECT_EQ(site_operator(atom, "0.6 sx + 0.8 sz"), tilted);
  const Site mode{"mode", Oscillator{1, 4}};
  const Matrix a = site_operator(mode, "a");
  EXPECT_EQ(site_operator(mode, "0.5 ad ad a a"), Matrix(0.5 * a.adjoint() * a.adjoint() * a * a));
  EXPECT_THROW(site_operator(atom, "sx + q"), Error);
}

TEST(SiteOperator, NamesLevelsOfSeveralDigits) {
  const Site ladder{"ladder", Levels{std::vector<double>(12)}};
  EXPECT_EQ(site_operator(ladder, "t10_11")(10, 11), Complex(1));
  EXPECT_EQ(site_operator(ladder, "t10_11")(11, 10), Complex(1));
  EXPECT_EQ(site_operator(ladder, "t10_11").norm(), std::sqrt(2));
  EXPECT_EQ(site_operator(ladder, "l1_10")(1, 10), Complex(1));
  EXPECT_EQ(site_operator(ladder, "p11")(11, 11), Complex(1));
  EXPECT_EQ(site_operator(ladder, "t1_2"), site_operator(ladder, "t12"));
  for (const char* wrong : {"t110", "t10_12", "t_1", "t1_", "p12", "p", "l1", "q01"}) {
    EXPECT_THROW(site_operator(ladder, wrong), Error) << wrong;
  }
}

}  // namespace
}  // namespace quflux::inline model
