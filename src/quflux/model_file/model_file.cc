#include "quflux/model_file/model_file.h"

#include "quflux/model_file/read_asked.h"
#include "quflux/model_file/read_baths.h"
#include "quflux/model_file/read_course.h"
#include "quflux/model_file/read_lindblad.h"
#include "quflux/model_file/read_sites.h"
#include "quflux/model_file/read_sweep.h"
#include "quflux/model_file/setting.h"
#include "quflux/model_file/toml_reader.h"

namespace quflux::inline model_file {

Study parse_model(std::string_view text, const std::string& file_name,
                  const std::vector<Setting>& settings, const ReadFile& read_file,
                  const Tables& tables) {
  toml::table table = parse_toml(text, file_name);
  apply_settings(table, settings, tables.equations);
  TomlReader root(table, file_name, "the model");
  // A misspelt section is better told at once than missed by the sections that refer to it.
  for (const char* key :
       {"title", "equations", "output", "site", "chain", "coupling", "term", "bath", "lindblad",
        "system", "options", "sweep", "time", "initial", "drive"}) {
    root.has(key);
  }
  for (const EquationKind& kind : tables.equations) root.has(kind.name);
  root.finish();

  Study study;
  study.source = text;
  for (const Setting& setting : settings) study.settings.push_back(setting.text);
  study.model.title = root.text("title", "");
  read_sites_or_matrices(root, study.model, read_file);
  read_baths(root, study.model, read_file);
  read_lindblad(root, study.model, read_file);
  root.checked([&] { require_baths(study.model); });
  study.sweep = read_sweep(root, study.model);
  study.course = read_course(root, study.model, read_file);
  if (study.course) {
    root.checked([&] { require_undriven(study.sweep, study.course->drives); });
  }
  if (!study.course && root.has("initial"))
    study.initial = read_initial(root, study.model, read_file);
  read_asked(root, tables, study);
  return study;
}

}  // namespace quflux::inline model_file
