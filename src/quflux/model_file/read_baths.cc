#include "quflux/model_file/read_baths.h"

#include <algorithm>

#include "quflux/model_file/read_matrix.h"
#include "quflux/model_file/read_names.h"

namespace quflux::inline model_file {

namespace {

// Rows of a file, or in the model file itself.
Table read_table(TomlReader& reader, const std::string& bath, const ReadFile& read_file) {
  const bool rows = reader.has("frequencies");
  const char* key = rows ? "frequencies" : "file";
  if (rows && reader.has("file")) {
    reader.fail("file", "a table has both 'file' and 'frequencies'; give one of them");
  }
  std::vector<double> frequencies = rows ? reader.numbers("frequencies") : std::vector<double>{};
  std::vector<double> values = rows ? reader.numbers("values") : std::vector<double>{};
  const std::string name = rows ? "the table of bath '" + bath + "'" : reader.text("file");
  if (!rows && !read_file) {
    reader.fail(
        "file",
        fmt::format("'file' is '{}'; a model that is no file has no files beside it", name));
  }
  try {
    return rows ? Table(std::move(frequencies), std::move(values), name)
                : parse_table(read_file(name), name);
  } catch (const Error& error) {
    reader.fail(key, error.what());
  }
}

SpectralDensity read_density(const toml::table& table, const std::string& bath,
                             const std::string& file, const ReadFile& read_file) {
  TomlReader reader(table, file, "the spectral density of bath '" + bath + "'");
  enum class Kind { power, drude, tabulated };
  constexpr std::array kKinds{Named<Kind>{"power", Kind::power}, Named<Kind>{"drude", Kind::drude},
                              Named<Kind>{"table", Kind::tabulated}};
  const Kind kind = choice(reader, "kind", reader.text("kind"), kKinds);
  if (kind == Kind::tabulated) {
    Table tabulated = read_table(reader, bath, read_file);
    reader.finish();
    return tabulated;
  }
  SpectralDensity density;
  const double coefficient = reader.number("coefficient", 0);
  if (kind == Kind::power) {
    PowerLaw p{coefficient, reader.number("exponent")};
    if (reader.has("cutoff")) p.cutoff = reader.positive("cutoff");
    density = p;
  } else {
    density = Drude{coefficient, reader.positive("cutoff")};
  }
  reader.finish();
  return density;
}

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
    bath.matrix = read_matrix(reader, "operator");
  } else {
    read_operators(reader, bath);
  }
  bath.temperature = reader.number("temperature", 0);
  bath.spectral_density =
      read_density(reader.table("spectral_density"), bath.name, file, read_file);
  reader.finish();
  reader.checked([&] { add_bath(model, std::move(bath)); });
}

}  // namespace

void read_baths(TomlReader& root, Model& model, const ReadFile& read_file) {
  for (const toml::table* bath : root.tables("bath")) {
    read_bath(*bath, model, root.file(), read_file);
  }
  root.checked([&] { require_baths(model); });
}

}  // namespace quflux::inline model_file
