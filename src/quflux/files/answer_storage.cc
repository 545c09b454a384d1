#include "quflux/files/answer_storage.h"

#include <cstring>
#include <limits>
#include <optional>

namespace quflux::inline files {

namespace {

// What an answer begins with.
struct AnswerHead {
  std::uint64_t asked;
  std::uint64_t rows;
  std::uint64_t columns;
  std::uint64_t entries;  // that follow: all of them, or those that are not zero with their places
};

struct Entry {
  std::uint64_t place;
  Complex value;
};

template <class Value>
void put_value(const Value& value, std::string& bytes) {
  bytes.append(reinterpret_cast<const char*>(&value), sizeof value);
}

template <class Value>
std::optional<Value> get(std::string_view& bytes) {
  if (bytes.size() < sizeof(Value)) return std::nullopt;
  Value value;
  std::memcpy(&value, bytes.data(), sizeof value);
  bytes.remove_prefix(sizeof value);
  return value;
}

// None where the bytes are no more those of a matrix.
std::optional<Matrix> get_matrix(const AnswerHead& head, std::string_view& bytes) {
  constexpr std::uint64_t kMost = std::uint64_t{1} << 16U;
  if (head.rows > kMost || head.columns > kMost) return std::nullopt;
  const std::uint64_t size = head.rows * head.columns;
  const bool all = head.entries == size;
  if (head.entries > bytes.size() / (all ? sizeof(Complex) : sizeof(Entry))) return std::nullopt;
  Matrix matrix =
      Matrix::Zero(static_cast<Eigen::Index>(head.rows), static_cast<Eigen::Index>(head.columns));
  if (all) {
    bytes.copy(reinterpret_cast<char*>(matrix.data()), size * sizeof(Complex));
    bytes.remove_prefix(size * sizeof(Complex));
    return matrix;
  }
  for (std::uint64_t k = 0; k < head.entries; ++k) {
    const auto [place, value] = *get<Entry>(bytes);
    if (place >= size) return std::nullopt;
    matrix.data()[place] = value;
  }
  return matrix;
}

}  // namespace

std::string answer_bytes(Question asked, const Matrix& answer) {
  const auto size = static_cast<std::uint64_t>(answer.size());
  const auto nonzero = static_cast<std::uint64_t>((answer.array() != Complex(0)).count());
  const bool all = nonzero * sizeof(Entry) >= size * sizeof(Complex);
  std::string bytes;
  put_value(AnswerHead{asked, static_cast<std::uint64_t>(answer.rows()),
                       static_cast<std::uint64_t>(answer.cols()), all ? size : nonzero},
            bytes);
  if (all) {
    bytes.append(reinterpret_cast<const char*>(answer.data()), size * sizeof(Complex));
    return bytes;
  }
  for (std::uint64_t place = 0; place < size; ++place) {
    const Complex value = answer.data()[place];
    if (value != Complex(0)) put_value(Entry{place, value}, bytes);
  }
  return bytes;
}

void take_answers(std::string_view bytes, Answers& answers) {
  while (const auto head = get<AnswerHead>(bytes)) {
    auto answer = get_matrix(*head, bytes);
    if (!answer) return;
    answers.insert_or_assign(head->asked, *std::move(answer));
  }
}

void AnswerStorage::keep(std::string answers) {
  const std::uint64_t row = next_;
  rows_.keep(1, [&](std::size_t) -> RowStorage::Row { return {row, row + 1, std::move(answers)}; });
  ++next_;
}

Answers AnswerStorage::load() {
  Answers answers;
  rows_.read(0, std::numeric_limits<std::int64_t>::max(),
             [&](std::uint64_t first, std::uint64_t, std::string_view bytes) {
               take_answers(bytes, answers);
               next_ = first + 1;
             });
  return answers;
}

}  // namespace quflux::inline files
