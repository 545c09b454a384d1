#include "quflux/model_file/read_baths.h"

#include "quflux/model_file/read_density.h"
#include "quflux/model_file/read_matrix.h"
#include "quflux/model_file/read_names.h"

namespace quflux::inline model_file {

namespace {

// What the bath couples through: "SITE.OPERATOR" for each part of S_j, or sites and an operator.
void read_operators(TomlReader& reader, ModelBath& bath) {
  const auto refuse_both = [&](const char* one, const char* other) {
    if (!reader.has(one) || !reader.has(other)) return;
    reader.fail(one, fmt::format("[[bath]] has both '{}' and '{}'; give one of them", one, other));
  };
  refuse_both("site", "sites");
  for (const char* key : {"site", "sites", "operator"}) refuse_both(key, "operators");
  if (reader.has("weights")) bath.weights = reader.numbers("weights");
  if (reader.has("operators")) {
    for (SiteOperator& part : site_operators(reader)) {
      bath.sites.push_back(std::move(part.site));
      bath.operators_of_sites.push_back(std::move(part.name));
    }
    return;
  }
  bath.sites = reader.has("sites") ? reader.texts("sites") : std::vector{reader.text("site")};
  if (bath.sites.empty()) reader.fail("sites", "'sites' is empty; it must name at least one");
  bath.site_operator = reader.text("operator", "x");
}

void read_bath(const toml::table& table, Model& model, const std::string& file,
               const ReadFile& read_file) {
  TomlReader reader(table, file, "[[bath]]");
  ModelBath bath{};
  bath.name = reader.text("name");
  if (model.matrices) {
    bath.matrix = read_matrix(reader, "operator", read_file);
  } else {
    read_operators(reader, bath);
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
