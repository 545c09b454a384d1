#include "quflux/files/finished_result.h"

#include <fmt/core.h>

#include "quflux/core/error.h"
#include "quflux/core/utf8.h"
#include "quflux/files/netcdf.h"
#include "quflux/files/row_storage.h"
#include "quflux/files/seal.h"
#include "quflux/study/sweep_dataset.h"

namespace quflux::inline files {

std::string text_attribute(const Attributes& attributes, const char* name) {
  const auto found = attributes.find(name);
  if (found == attributes.end()) return {};
  const auto* text = std::get_if<std::string>(&found->second);
  return text != nullptr ? *text : std::string();
}

bool is_finished(const std::filesystem::path& path, const Attributes& attributes) {
  const std::filesystem::path storage = RowStorage::beside(path);
  if (std::filesystem::exists(storage) || !std::filesystem::is_regular_file(path)) return false;
  require_sealed(path, "start anew without --resume");
  const Attributes theirs = NetcdfReader(path).attributes();
  for (const char* name : {kFingerprint, kPart}) {
    if (text_attribute(theirs, name) == text_attribute(attributes, name)) continue;
    throw Error(
        fmt::format("'{}' is the result of another model, other settings, another road, "
                    "part or version; start anew without --resume",
                    one_line(path.string())));
  }
  RowStorage::remove(storage);
  return true;
}

}  // namespace quflux::inline files
