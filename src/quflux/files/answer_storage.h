#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <unordered_map>

#include "quflux/core/recall.h"
#include "quflux/files/row_storage.h"

namespace quflux::inline files {

using Answers = std::unordered_map<Question, Matrix>;

/// An answer as bytes of this machine. Those of many, one behind the other, can be taken back.
std::string answer_bytes(Question asked, const Matrix& answer);

/// Takes answers until the bytes are no more those of one.
void take_answers(std::string_view bytes, Answers& answers);

/// Answers of an unfinished search, those of a second as a row of a RowStorage.
class AnswerStorage {
 public:
  /// Throws Error as RowStorage does.
  AnswerStorage(const std::filesystem::path& path, const std::string& fingerprint)
      : rows_(path, fingerprint) {}

  void remove() { rows_.remove(); }

  /// Keeps the bytes of answers: all of them are on disk when this returns, or none. Throws Error.
  void keep(std::string answers);

  /// All that is kept. Throws Error.
  Answers load();

 private:
  RowStorage rows_;
  std::uint64_t next_ = 0;  // row
};

}  // namespace quflux::inline files
