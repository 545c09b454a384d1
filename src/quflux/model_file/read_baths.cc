#include "quflux/model_file/read_baths.h"

#include <algorithm>

#include "quflux/model_file/read_matrix.h"
#include "quflux/model_file/read_names.h"

namespace quflux {

namespace {

Tabulated read_table(TomlReader& reader, const ReadFile& read_file) {
  const std::string name = reader.text("file");
  if (!read_file) {
    reader.fail(
        "file",
        fmt::format("'file' is '{}'; a model that is no file has no files beside it", name));
  }
  try {
    return parse_table(read_file(name), name);
  } catch (const Error& error) {
    reader.fail("file", error.what());
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
    Tabulated tabulated = read_table(reader, read_file);
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

void read_bath_sites(TomlReader& reader, const Model& model, ModelBath& bath) {
  const char* key = reader.has("sites") ? "sites" : "site";
  bath.sites = reader.has("sites") ? reader.texts("sites") : std::vector{reader.text("site")};
  if (reader.has("sites") && reader.has("site")) {
    reader.fail("site", "[[bath]] has both 'site' and 'sites'; give one of them");
  }
  if (bath.sites.empty()) reader.fail(key, "'sites' is empty; it must name at least one");
  bath.site_operator = reader.text("operator", "x");
  for (const std::string& site : bath.sites) {
    if (std::ranges::count(bath.sites, site) > 1) {
      reader.fail(key, fmt::format("'sites' names '{}' twice", site));
    }
    known_site(reader, key, model, site);
    check_operator(reader, reader.has("operator") ? "operator" : key, model,
                   {site, bath.site_operator});
    const Matrix op =
        site_operator(*std::ranges::find(model.sites, site, &Site::name), bath.site_operator);
    if (!op.isApprox(op.adjoint())) {
      reader.fail("operator",
                  fmt::format("'operator' is '{}', which is not Hermitian; a bath needs a "
                              "Hermitian one, such as x",
                              bath.site_operator));
    }
  }
}

ModelBath read_bath(const toml::table& table, const Model& model, const std::string& file,
                    const ReadFile& read_file) {
  TomlReader reader(table, file, "[[bath]]");
  ModelBath bath{};
  bath.name = identifier(reader, "name", reader.text("name"));
  require_new(reader, model.baths, bath.name);
  if (model.matrices) {
    bath.matrix = read_matrix(reader, "operator", "the operator of bath '" + bath.name + "'");
    if (bath.matrix->rows() != model.matrices->hamiltonian.rows()) {
      reader.fail("operator", fmt::format("'operator' is {} x {}, but the Hamiltonian is {} x {}; "
                                          "they must agree",
                                          bath.matrix->rows(), bath.matrix->cols(),
                                          model.matrices->hamiltonian.rows(),
                                          model.matrices->hamiltonian.cols()));
    }
  } else {
    read_bath_sites(reader, model, bath);
  }
  bath.temperature = reader.number("temperature", 0);
  bath.spectral_density =
      read_density(reader.table("spectral_density"), bath.name, file, read_file);
  reader.finish();
  return bath;
}

}  // namespace

void read_baths(TomlReader& root, Model& model, const ReadFile& read_file) {
  for (const toml::table* bath : root.tables("bath")) {
    model.baths.push_back(read_bath(*bath, model, root.file(), read_file));
  }
  if (model.baths.empty()) root.fail("bath", "the model has no [[bath]]; it must have one");
}

}  // namespace quflux
