#include "quflux/core/recall.h"

#include <chrono>
#include <map>
#include <thread>

#include <gtest/gtest.h>

namespace quflux::inline core {
namespace {

TEST(Recall, AsksOnceAndStopsWhereItIsTold) {
  std::map<Question, Matrix> kept;
  const Recall recall{[&](Question asked) -> std::optional<Matrix> {
                        const auto known = kept.find(asked);
                        return known == kept.end() ? std::nullopt : std::optional(known->second);
                      },
                      [&](Question asked, const Matrix& answer) { kept[asked] = answer; }};
  int computed = 0;
  const auto twice = [&](double x) {
    return recalled([&] { return question("twice", {x}); },
                    [&] {
                      ++computed;
                      return Vector(Vector::Constant(2, 2 * x));
                    });
  };
  EXPECT_EQ(twice(1), twice(1));
  EXPECT_EQ(computed, 2);  // nothing is kept yet
  const RecallScope scope(recall);
  EXPECT_EQ(twice(1), Vector::Constant(2, 2.0));
  EXPECT_EQ(twice(1), Vector::Constant(2, 2.0));
  EXPECT_EQ(twice(3), Vector::Constant(2, 6.0));
  EXPECT_EQ(computed, 4);
  const std::atomic<bool> stop{true};
  const StopScope stopped(&stop);
  EXPECT_THROW(twice(1), Stopped);
}

TEST(Recall, KeepsOnTheWayToAnotherAnswerWhatTookLong) {
  std::map<Question, Matrix> kept;
  const Recall recall{[](Question) { return std::nullopt; },
                      [&](Question asked, const Matrix& answer) { kept[asked] = answer; }};
  const RecallScope scope(recall);
  const auto waited = [](double milliseconds) {
    return recalled(
        [&] { return question("waited", {milliseconds}); },
        [&] {
          std::this_thread::sleep_for(std::chrono::duration<double, std::milli>(milliseconds));
          return Vector(Vector::Constant(1, milliseconds));
        });
  };
  const auto outer = [&] {
    return recalled([] { return question("outer", {}); },
                    [&] { return Vector(waited(0) + waited(10)); });
  };
  outer();
  EXPECT_EQ(kept.count(question("outer", {})), 1U);
  EXPECT_EQ(kept.count(question("waited", {10})), 1U);
  EXPECT_EQ(kept.count(question("waited", {0})), 0U);
  waited(0);  // asked for itself
  EXPECT_EQ(kept.count(question("waited", {0})), 1U);
}

TEST(Recall, QuestionsDifferByNameNumbersAndPart) {
  const Question asked = question("a", {1, 2});
  EXPECT_EQ(question("a", {1, 2}), asked);
  EXPECT_NE(question("b", {1, 2}), asked);
  EXPECT_NE(question("a", {2, 1}), asked);
  EXPECT_NE(question("a", {1, 2 + 1e-15}), asked);
  {
    const RecallPart part("local");
    EXPECT_NE(question("a", {1, 2}), asked);
  }
  EXPECT_EQ(question("a", {1, 2}), asked);
}

}  // namespace
}  // namespace quflux::inline core
