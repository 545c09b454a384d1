#include "quflux/model_file/read_rows.h"

#include "quflux/core/error.h"

namespace quflux::inline model_file {

std::optional<TwoColumns> read_rows(TomlReader& reader, const char* key, std::string_view names,
                                    const ReadFile& read_file) {
  if (reader.has(key)) {
    if (!reader.has("file")) return std::nullopt;
    reader.fail("file", fmt::format("a table has both 'file' and '{}'; give one of them", key));
  }
  if (!reader.has("file")) {
    reader.fail("file", fmt::format("there is neither a 'file' nor '{}'; there must be one", key));
  }
  const std::string name = reader.text("file");
  if (!read_file) {
    reader.fail(
        "file",
        fmt::format("'file' is '{}'; a model that is no file has no files beside it", name));
  }
  try {
    return two_columns(read_file(name), name, names);
  } catch (const Error& error) {
    reader.fail("file", error.what());
  }
}

}  // namespace quflux::inline model_file
