#include "quflux/files/answer_storage.h"

#include "quflux/core/testing.h"
#include "quflux/files/answer_keeper.h"

namespace quflux::inline files {
namespace {

using ::testing::IsEmpty;

// An answer of few numbers, one of none but zeros, one that is mostly zero, and one that is not
// finite.
Answers some_answers() {
  Answers answers;
  answers[1] = Matrix::Constant(3, 2, Complex(0.1, -1e-300));
  answers[2] = Matrix::Zero(4, 4);
  answers[3] = Matrix::Zero(40, 40);
  answers[3](39, 0) = Complex(0, 0.1);
  answers[4] = Vector::Constant(2, std::numeric_limits<double>::infinity());
  return answers;
}

std::string bytes_of(const Answers& answers) {
  std::string bytes;
  for (const auto& [asked, answer] : answers) bytes += answer_bytes(asked, answer);
  return bytes;
}

TEST(AnswerStorage, GivesBackWhatItKept) {
  const TestDirectory dir;
  const Matrix more = Matrix::Identity(5, 5);
  {
    AnswerStorage storage(dir.path / "x", "print");
    storage.keep(bytes_of(some_answers()));
    storage.keep(answer_bytes(5, more));
  }
  AnswerStorage storage(dir.path / "x", "print");
  Answers answers = some_answers();
  answers[5] = more;
  EXPECT_EQ(storage.load(), answers);
  storage.keep(answer_bytes(6, more));  // as a row of its own
  answers[6] = more;
  EXPECT_EQ(storage.load(), answers);
}

TEST(AnswerStorage, WhatIsMostlyZeroIsSmall) {
  EXPECT_LT(answer_bytes(3, some_answers()[3]).size(), 100);
}

TEST(AnswerStorage, BytesThatEndTooEarlyAreNoAnswer) {
  const std::string bytes = bytes_of(some_answers());
  const Answers all = some_answers();
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    Answers taken;
    take_answers(bytes.substr(0, size), taken);
    EXPECT_LT(taken.size(), all.size());
    for (const auto& [asked, answer] : taken) EXPECT_EQ(all.at(asked), answer);
  }
}

TEST(AnswerKeeper, FindsWhatWasKeptAndLeavesNothingBehindInTheEnd) {
  const TestDirectory dir;
  const Answers answers = some_answers();
  {
    AnswerKeeper keeper(dir.path / "x", "print", {});
    const Recall recall = keeper.recall();
    for (const auto& [asked, answer] : answers) recall.keep(asked, answer);
    keeper.finish(/*unfinished=*/true);
  }
  AnswerKeeper keeper(dir.path / "x", "print", {.resume = true});
  const Recall recall = keeper.recall();
  for (const auto& [asked, answer] : answers) EXPECT_EQ(recall.find(asked), answer);
  EXPECT_EQ(recall.find(7), std::nullopt);
  keeper.finish(/*unfinished=*/false);
  EXPECT_THAT(dir.content(), IsEmpty());
}

}  // namespace
}  // namespace quflux::inline files
