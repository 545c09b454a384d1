#pragma once

#include <filesystem>
#include <mutex>
#include <optional>
#include <string>

#include "quflux/files/answer_storage.h"
#include "quflux/files/once_a_second.h"

namespace quflux::inline files {

/// Keeps what a search finds out in a storage, in a thread of its own: nothing in the first second,
/// then once a second, and when it is told to stop.
class AnswerKeeper {
 public:
  /// Throws Error when there is a storage in use, or one to resume that is of another search.
  AnswerKeeper(const std::filesystem::path& storage, const std::string& fingerprint,
               const KeepOptions& options);

  /// What a RecallScope of the search is to ask. Throws Error where an answer cannot be kept.
  Recall recall();

  /// Ends the thread; what is found out until now is kept when `unfinished`, else the storage is
  /// removed: the result is where it belongs. Throws Error.
  void finish(bool unfinished);

 private:
  void keep();

  std::filesystem::path path_;
  std::string fingerprint_;
  std::optional<AnswerStorage> storage_;
  Answers known_;
  std::mutex storage_mutex_;
  std::mutex mutex_;
  std::string fresh_;
  OnceASecond thread_;
};

}  // namespace quflux::inline files
