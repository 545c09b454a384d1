#include "quflux/core/error.h"

#include <limits>
#include <string>

#include <gtest/gtest.h>

namespace quflux::inline core {
namespace {

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
constexpr double kInf = std::numeric_limits<double>::infinity();

using Requirement = void (*)(double, const Subject&);

std::string error_of(Requirement require, double value) {
  try {
    require(value, "the number");
  } catch (const Error& error) {
    return error.what();
  }
  return "no error";
}

TEST(Require, Finite) {
  EXPECT_EQ(error_of(require_finite, -1e308), "no error");
  EXPECT_EQ(error_of(require_finite, kNan), "the number is nan; it must be a finite number");
  EXPECT_EQ(error_of(require_finite, -kInf), "the number is -inf; it must be a finite number");
}

TEST(Require, Positive) {
  EXPECT_EQ(error_of(require_positive, 1e-308), "no error");
  EXPECT_EQ(error_of(require_positive, 0), "the number is 0; it must be a finite number > 0");
  EXPECT_EQ(error_of(require_positive, kNan), "the number is nan; it must be a finite number > 0");
  EXPECT_EQ(error_of(require_positive, kInf), "the number is inf; it must be a finite number > 0");
}

TEST(Require, NonNegative) {
  EXPECT_EQ(error_of(require_non_negative, 0), "no error");
  EXPECT_EQ(error_of(require_non_negative, -0.5),
            "the number is -0.5; it must be a finite number >= 0");
  EXPECT_EQ(error_of(require_non_negative, kNan),
            "the number is nan; it must be a finite number >= 0");
  EXPECT_EQ(error_of(require_non_negative, kInf),
            "the number is inf; it must be a finite number >= 0");
}

}  // namespace
}  // namespace quflux::inline core
