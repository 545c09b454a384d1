#include "quflux/model_file/read_baths.h"

#include "quflux/model_file/read_density.h"
#include "quflux/model_file/read_matrix.h"

namespace quflux::inline model_file {

namespace {

void read_bath(const toml::table& table, Model& model, const std::string& file,
               const ReadFile& read_file) {
  TomlReader reader(table, file, "[[bath]]");
  ModelBath bath{};
  bath.name = reader.text("name");
  if (model.matrices) {
    bath.matrix = read_matrix(reader, "operator");
  } else {
    bath.sites = reader.has("sites") ? reader.texts("sites") : std::vector{reader.text("site")};
    if (reader.has("sites") && reader.has("site")) {
      reader.fail("site", "[[bath]] has both 'site' and 'sites'; give one of them");
    }
    if (bath.sites.empty()) {
      reader.fail("sites", "'sites' is empty; it must name at least one");
    }
    bath.site_operator = reader.text("operator", "x");
  }
  bath.temperature = reader.number("temperature", 0);
  bath.spectral_density = read_density(reader, bath.name, read_file);
  reader.finish();
  reader.checked([&] { add_bath(model, std::move(bath)); });
}

}  // namespace

void read_baths(TomlReader& root, Model& model, const ReadFile& read_file) {
  for (const toml::table* bath : root.tables("bath")) {
    read_bath(*bath, model, root.file(), read_file);
  }
}

}  // namespace quflux::inline model_file
