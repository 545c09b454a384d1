#include "quflux/files/answer_keeper.h"

namespace quflux::inline files {

AnswerKeeper::AnswerKeeper(const std::filesystem::path& storage, const std::string& fingerprint,
                           const KeepOptions& options)
    : path_(storage),
      fingerprint_(fingerprint),
      storage_(left_behind<AnswerStorage>(storage, fingerprint, options.resume)),
      known_(storage_ ? storage_->load() : Answers()),
      thread_([this] { keep(); }, options) {}

Recall AnswerKeeper::recall() {
  return {[this](Question asked) -> std::optional<Matrix> {
            const auto known = known_.find(asked);
            if (known == known_.end()) return std::nullopt;
            return known->second;
          },
          [this](Question asked, const Matrix& answer) {
            thread_.rethrow();
            const std::scoped_lock lock(mutex_);
            fresh_ += answer_bytes(asked, answer);
          }};
}

void AnswerKeeper::keep() {
  const std::scoped_lock one(storage_mutex_);
  std::string fresh;
  {
    const std::scoped_lock lock(mutex_);
    fresh.swap(fresh_);
  }
  if (fresh.empty()) return;
  if (!storage_) storage_.emplace(path_, fingerprint_);
  storage_->keep(std::move(fresh));
}

void AnswerKeeper::finish(bool unfinished) {
  thread_.finish();
  if (unfinished) return keep();
  if (storage_) storage_->remove();
  storage_.reset();
}

}  // namespace quflux::inline files
