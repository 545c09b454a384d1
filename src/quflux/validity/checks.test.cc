#include <fstream>
#include <set>
#include <sstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "quflux/validity/check.h"

namespace quflux::inline validity {
namespace {

using testing::HasSubstr;

TEST(Checks, EachHasItsRowOnThePage) {
  std::ifstream file(QUFLUX_DOCS "/audit.md");
  std::ostringstream page;
  page << file.rdbuf();
  std::set<std::string> names;
  for (const Check& check : checks()) {
    EXPECT_THAT(page.str(), HasSubstr("\n| `" + check.name + "` | "));
    EXPECT_TRUE(names.insert(check.name).second) << check.name;
    EXPECT_LE(check.good, check.doubtful) << check.name;
  }
}

TEST(Checks, ThresholdsBelongToTheBetterVerdict) {
  const Check check{.name = "", .help = "", .good = 1, .doubtful = 2, .means = {}, .measure = {}};
  EXPECT_EQ(verdict(check, measured(1)), Verdict::good);
  EXPECT_EQ(verdict(check, measured(2)), Verdict::doubtful);
  EXPECT_EQ(verdict(check, measured(2.1)), Verdict::bad);
  EXPECT_EQ(verdict(check, measured(std::numeric_limits<double>::quiet_NaN())), Verdict::bad);
}

}  // namespace
}  // namespace quflux::inline validity
