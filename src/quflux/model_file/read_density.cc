#include "quflux/model_file/read_density.h"

#include "quflux/model_file/read_names.h"
#include "quflux/model_file/read_rows.h"

namespace quflux::inline model_file {

namespace {

// Where a density is: the bath that it belongs to, and files beside the model.
struct Place {
  const std::string& bath;
  const ReadFile& read_file;
};

SingleDensity read_power(TomlReader& reader, const Place& /*place*/) {
  PowerLaw p{reader.number("coefficient", 0), reader.number("exponent")};
  if (reader.has("cutoff")) p.cutoff = reader.positive("cutoff");
  return p;
}

SingleDensity read_drude(TomlReader& reader, const Place& /*place*/) {
  return Drude{reader.number("coefficient", 0), reader.positive("cutoff")};
}

SingleDensity read_brownian(TomlReader& reader, const Place& /*place*/) {
  return Brownian{reader.number("coupling"), reader.positive("frequency"),
                  reader.positive("width")};
}

// Rows of a file, or in the model file itself.
SingleDensity read_density_table(TomlReader& reader, const Place& place) {
  std::optional<TwoColumns> rows =
      read_rows(reader, "frequencies", "frequency and gamma", place.read_file);
  const bool of_file = rows.has_value();
  if (!of_file) rows = {reader.numbers("frequencies"), reader.numbers("values")};
  const std::string name = of_file ? "the table '" + reader.text("file") + "'"
                                   : "the table of bath '" + place.bath + "'";
  try {
    return Table(std::move((*rows)[0]), std::move((*rows)[1]), name);
  } catch (const Error& error) {
    reader.fail(of_file ? "file" : "frequencies", error.what());
  }
}

using ReadKind = SingleDensity (*)(TomlReader&, const Place&);

constexpr std::array kDensityKinds{
    Named<ReadKind>{"power", read_power}, Named<ReadKind>{"drude", read_drude},
    Named<ReadKind>{"brownian", read_brownian}, Named<ReadKind>{"table", read_density_table}};

SingleDensity read_single(const toml::table& table, const std::string& file, const Place& place) {
  TomlReader reader(table, file, "the spectral density of bath '" + place.bath + "'");
  SingleDensity density = choice(reader, "kind", reader.text("kind"), kDensityKinds)(reader, place);
  reader.finish();
  return density;
}

}  // namespace

SpectralDensity read_density(TomlReader& reader, const std::string& bath,
                             const ReadFile& read_file) {
  const Place place{bath, read_file};
  if (!reader.is_list("spectral_density")) {
    return any_density(read_single(reader.table("spectral_density"), reader.file(), place));
  }
  DensitySum sum;
  for (const toml::node& term : reader.array("spectral_density")) {
    if (!term.is_table()) {
      reader.fail(term, "a list as 'spectral_density' must be one of tables, a density each");
    }
    sum.terms.push_back(read_single(*term.as_table(), reader.file(), place));
  }
  return sum;
}

}  // namespace quflux::inline model_file
