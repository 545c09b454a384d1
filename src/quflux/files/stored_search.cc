#include "quflux/files/stored_search.h"

#include "quflux/core/stop.h"
#include "quflux/files/answer_keeper.h"
#include "quflux/files/finished_result.h"
#include "quflux/files/netcdf.h"
#include "quflux/study/sweep_dataset.h"

namespace quflux::inline files {

bool search_beside(const std::filesystem::path& path, const std::string& fingerprint,
                   const KeepOptions& options, const std::function<void()>& search) {
  AnswerKeeper keeper(RowStorage::beside(path), fingerprint, options);
  const Recall recall = keeper.recall();
  const RecallScope recalled(recall);
  const StopScope stoppable(options.stop);
  try {
    search();
  } catch (const Stopped&) {
    keeper.finish(/*unfinished=*/true);
    return false;
  }
  keeper.finish(/*unfinished=*/false);
  return true;
}

bool search_into(const std::filesystem::path& path, const std::string& fingerprint,
                 const KeepOptions& options, const std::function<Dataset()>& search) {
  if (options.resume && is_finished(path, {{kFingerprint, fingerprint}})) return true;
  return search_beside(path, fingerprint, options, [&] {
    Dataset found = search();
    found.attributes[kFingerprint] = fingerprint;
    write_netcdf(found, path);
  });
}

}  // namespace quflux::inline files
