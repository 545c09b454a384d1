#include "quflux/model_file/read_lindblad.h"

#include "quflux/model_file/read_matrix.h"
#include "quflux/model_file/read_names.h"

namespace quflux::inline model_file {

namespace {

void read_channel(const toml::table& table, Model& model, const std::string& file,
                  const ReadFile& read_file) {
  TomlReader reader(table, file, "[[lindblad]]");
  Lindblad channel{};
  channel.name = reader.text("name");
  if (model.matrices) {
    channel.matrix = read_matrix(reader, "operator", read_file);
  } else if (reader.has("operators")) {
    channel.operators = site_operators(reader);
  } else {
    channel.sites = reader.has("sites") ? reader.texts("sites") : std::vector{reader.text("site")};
    channel.site_operator = reader.text("operator");
  }
  for (const char* key : {"site", "sites", "operator"}) {
    if (!channel.operators.empty() && reader.has(key)) {
      reader.fail(key,
                  fmt::format("[[lindblad]] has both 'operators' and '{}'; give one of them", key));
    }
  }
  if (reader.has("sites") && reader.has("site")) {
    reader.fail("site", "[[lindblad]] has both 'site' and 'sites'; give one of them");
  }
  channel.rate = reader.number("rate", 0);
  reader.finish();
  reader.checked([&] { add_lindblad(model, std::move(channel)); });
}

}  // namespace

void read_lindblad(TomlReader& root, Model& model, const ReadFile& read_file) {
  for (const toml::table* channel : root.tables("lindblad")) {
    read_channel(*channel, model, root.file(), read_file);
  }
}

}  // namespace quflux::inline model_file
