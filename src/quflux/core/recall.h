#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <initializer_list>
#include <optional>
#include <span>
#include <string_view>
#include <type_traits>

#include "quflux/core/matrix.h"
#include "quflux/core/stop.h"

namespace quflux::inline core {

/// What a pure function is asked, as a checksum of its arguments.
using Question = std::uint64_t;

/// Answers that outlive the program: a long search that is begun again finds what it had found out.
struct Recall {
  std::function<std::optional<Matrix>(Question)> find;
  std::function<void(Question, const Matrix&)> keep;
};

/// While it lives, recalled() on this thread asks `recall`.
class RecallScope {
 public:
  explicit RecallScope(const Recall& recall);
  ~RecallScope();
  RecallScope(const RecallScope&) = delete;
  RecallScope& operator=(const RecallScope&) = delete;
  RecallScope(RecallScope&&) = delete;
  RecallScope& operator=(RecallScope&&) = delete;

 private:
  const Recall* before_;
};

/// The one of the innermost RecallScope of this thread; null where there is none.
const Recall* current_recall();

/// While it lives, its thread is finding an answer.
class Answering {
 public:
  Answering();
  ~Answering();
  Answering(const Answering&) = delete;
  Answering& operator=(const Answering&) = delete;
  Answering(Answering&&) = delete;
  Answering& operator=(Answering&&) = delete;

  /// Whether the answer is to be kept: one on the way to another, which is kept itself, where it
  /// took long.
  bool worth_keeping() const;

 private:
  bool on_the_way_;
  std::chrono::steady_clock::time_point begun_;
};

/// compute(), a matrix or a vector, or what it was when it was asked the same before. Where answers
/// are kept, it throws Stopped once the thread is told to stop.
template <class Ask, class Compute>
std::invoke_result_t<Compute> recalled(const Ask& question, const Compute& compute) {
  using Answer = std::invoke_result_t<Compute>;
  const Recall* recall = current_recall();
  if (recall == nullptr) return compute();
  throw_if_stopped();
  const Question asked = question();
  if (std::optional<Matrix> known = recall->find(asked)) return Answer(std::move(*known));
  const Answering answering;
  Answer answer = compute();
  if (answering.worth_keeping()) recall->keep(asked, answer);
  return answer;
}

/// While it lives, what this thread asks is asked of a part of the work.
class RecallPart {
 public:
  explicit RecallPart(std::string_view name, std::span<const double> numbers = {});
  ~RecallPart();
  RecallPart(const RecallPart&) = delete;
  RecallPart& operator=(const RecallPart&) = delete;
  RecallPart(RecallPart&&) = delete;
  RecallPart& operator=(RecallPart&&) = delete;

 private:
  Question before_;
};

/// What decides an answer of the part of the work that this thread is at.
Question question(std::string_view name, std::initializer_list<double> numbers);

}  // namespace quflux::inline core
