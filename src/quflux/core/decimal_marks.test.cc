#include "quflux/core/decimal_marks.h"

#include "quflux/core/testing.h"

namespace quflux::inline core {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

std::vector<double> values(const std::vector<std::string>& texts) {
  std::vector<WrittenNumber> numbers;
  for (const std::string& text : texts) {
    numbers.push_back({text, static_cast<int>(numbers.size()) + 1});
  }
  std::vector<double> all;
  for (const std::optional<double>& value : values_of(numbers, "t")) {
    all.push_back(value.value_or(-1));
  }
  return all;
}

std::string message(const std::vector<std::string>& texts) {
  return error_of([&] { values(texts); });
}

TEST(DecimalMarks, FollowFromAllNumbersTogether) {
  EXPECT_THAT(values({"1.234", "1.2345", "12", "1e3", "1D-3"}),
              ElementsAre(1.234, 1.2345, 12, 1000, 1e-3));
  EXPECT_THAT(values({"1,234.5", "-2,000", "0.5"}), ElementsAre(1234.5, -2000, 0.5));
  EXPECT_THAT(values({"1.234,5", "2.000", "0,5"}), ElementsAre(1234.5, 2000, 0.5));
  EXPECT_THAT(values({"1,234,567", "1,234", "0.25"}), ElementsAre(1234567, 1234, 0.25));
  EXPECT_THAT(values({"1.234.567,25e-3", "7"}), ElementsAre(1234.56725, 7));
  EXPECT_THAT(values({"0,123", "1,234"}), ElementsAre(0.123, 1.234));
  EXPECT_THAT(values({"1.234.567", "1,234"}), ElementsAre(1234567, 1.234));
  EXPECT_THAT(values({"1234.5", "1.234"}), ElementsAre(1234.5, 1.234));
}

TEST(DecimalMarks, ThatContradictEachOtherAreRefused) {
  EXPECT_EQ(message({"1", "0.5", "0,5"}),
            "t:2: '0.5' and '0,5' of line 3 have different decimal marks; write numbers with "
            "decimal points and without marks of thousands");
  EXPECT_THAT(message({"1,234.5", "0,5"}), HasSubstr("different decimal marks"));
  EXPECT_THAT(message({"1.234,5", "0.5"}), HasSubstr("different decimal marks"));
  EXPECT_THAT(message({"1.234.567", "1,234,567"}), HasSubstr("different decimal marks"));
}

TEST(DecimalMarks, ThatMayBeOfDecimalsOrThousandsAreRefused) {
  EXPECT_EQ(message({"1,234", "5,678"}),
            "t:1: '1,234' may be 1.234 or 1234; write numbers with decimal points and without "
            "marks of thousands");
  EXPECT_THAT(message({"0.5", "1,234"}), HasSubstr("t:2: '1,234' may be"));
  EXPECT_THAT(message({"0,5", "1.234"}), HasSubstr("t:2: '1.234' may be"));
}

TEST(DecimalMarks, OfWhatIsNoNumberSayNothing) {
  EXPECT_THAT(values({"1,23,4", "12,34.5", "1.2.3", "x", "1,,2", "nan"}),
              ElementsAre(-1, -1, -1, -1, -1, -1));
}

}  // namespace
}  // namespace quflux::inline core
