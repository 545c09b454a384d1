#include "quflux/exceptional/continuation.h"

#include <gtest/gtest.h>

#include "quflux/core/error.h"

namespace quflux::inline exceptional {
namespace {

Matrix smooth(Complex p) {
  Matrix m(2, 2);
  m << std::exp(p), 1.0 / (p * p + 4.0), std::sin(3.0 * p), p;
  return m;
}

TEST(Continuation, GivesTheFunctionOffTheAxisWithinTheErrorItStates) {
  const auto continuation =
      continue_analytically([](double p) { return smooth(p); }, Interval{-0.5, 1});
  ASSERT_TRUE(continuation);
  for (const Complex p :
       {Complex(0.3, 0), Complex(1.2, 0), Complex(0.3, 0.2), Complex(-0.6, 0.4)}) {
    const double error = ((*continuation)(p)-smooth(p)).norm();
    EXPECT_LE(error, continuation->error(p)) << p;
    EXPECT_LE(continuation->error(p), 1e-6) << p;  // and the estimate is of use
  }
  EXPECT_LE(continuation->error(0.3), 1e-13);
  const double height = continuation->height(1e-8);
  EXPECT_GT(height, 0.1);
  EXPECT_LE(continuation->error(Complex(1, height)), 1e-8);
}

TEST(Continuation, CanBeCutToABlock) {
  const auto whole = continue_analytically([](double p) { return smooth(p); }, Interval{-0.5, 1});
  ASSERT_TRUE(whole);
  const Complex p(0.3, 0.1);
  const Matrix block = whole->block({1})(p);
  ASSERT_EQ(block.size(), 1);
  EXPECT_EQ(block(0, 0), (*whole)(p)(1, 1));  // by the same recurrence
}

TEST(Continuation, KnowsWhatIsNotAnalytic) {
  const auto kink = [](double p) { return Matrix(Matrix::Identity(2, 2) * std::abs(p)); };
  EXPECT_FALSE(continue_analytically(kink, Interval{-0.4, 1}));
  EXPECT_TRUE(continue_analytically(kink, Interval{0.1, 1}));
  EXPECT_THROW(continue_analytically(kink, Interval{1, 1}), Error);
}

}  // namespace
}  // namespace quflux::inline exceptional
