#include "quflux/model_file/read_density.h"

#include "quflux/model_file/read_names.h"

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
SingleDensity read_table(TomlReader& reader, const Place& place) {
  const bool rows = reader.has("frequencies");
  const char* key = rows ? "frequencies" : "file";
  if (rows && reader.has("file")) {
    reader.fail("file", "a table has both 'file' and 'frequencies'; give one of them");
  }
  std::vector<double> frequencies = rows ? reader.numbers("frequencies") : std::vector<double>{};
  std::vector<double> values = rows ? reader.numbers("values") : std::vector<double>{};
  const std::string name = rows ? "the table of bath '" + place.bath + "'" : reader.text("file");
  if (!rows && !place.read_file) {
    reader.fail(
        "file",
        fmt::format("'file' is '{}'; a model that is no file has no files beside it", name));
  }
  try {
    return rows ? Table(std::move(frequencies), std::move(values), name)
                : parse_table(place.read_file(name), name);
  } catch (const Error& error) {
    reader.fail(key, error.what());
  }
}

using ReadKind = SingleDensity (*)(TomlReader&, const Place&);

constexpr std::array kKinds{
    Named<ReadKind>{"power", read_power}, Named<ReadKind>{"drude", read_drude},
    Named<ReadKind>{"brownian", read_brownian}, Named<ReadKind>{"table", read_table}};

SingleDensity read_single(const toml::table& table, const std::string& file, const Place& place) {
  TomlReader reader(table, file, "the spectral density of bath '" + place.bath + "'");
  SingleDensity density = choice(reader, "kind", reader.text("kind"), kKinds)(reader, place);
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
