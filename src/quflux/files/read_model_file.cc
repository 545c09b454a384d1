#include "quflux/files/read_model_file.h"

#include "quflux/files/read_text.h"

namespace quflux::inline files {

Study read_model_file(const std::filesystem::path& path, const std::vector<Setting>& settings,
                      const Tables& tables) {
  return parse_model(read_text(path), path.string(), settings, files_beside(path), tables);
}

ReadFile files_beside(const std::filesystem::path& model_file) {
  return [folder = model_file.parent_path()](const std::string& name) {
    return read_text(folder / name);
  };
}

}  // namespace quflux::inline files
