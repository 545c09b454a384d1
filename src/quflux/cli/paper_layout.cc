#include "quflux/cli/paper_layout.h"

#include <algorithm>
#include <array>

#include <fmt/ranges.h>

#include "quflux/cli/paper_files.h"
#include "quflux/core/error.h"
#include "quflux/files/read_text.h"
#include "quflux/model_file/model_file.h"
#include "quflux/model_file/toml_reader.h"

namespace quflux {

namespace {

constexpr const char* kFigures = "figures.toml";
constexpr const char* kClaims = "claims.toml";

PaperQuantity quantity(TomlReader& figure, std::string_view key) {
  if (!figure.has(key)) return {};
  TomlReader reader(figure.table(key), figure.file(), "'" + std::string(key) + "' of [[figure]]");
  PaperQuantity result{reader.text("key", ""), reader.text("name", ""), reader.text("bath", ""),
                       reader.text("label")};
  reader.finish();
  return result;
}

}  // namespace

PaperFolder::PaperFolder(std::optional<std::filesystem::path> directory)
    : directory_(std::move(directory)) {
  if (directory_ && !std::filesystem::is_directory(*directory_)) {
    throw Error(
        fmt::format("--models is '{}'; it must be a folder with figures.toml, claims.toml "
                    "and the model files they name",
                    directory_->string()));
  }
}

std::string PaperFolder::shown_name(const std::string& name) const {
  return directory_ ? (*directory_ / name).string() : "paper/" + name;
}

std::string PaperFolder::text(const std::string& name) const {
  if (directory_) {
    return read_text(*directory_ / name);
  }
  const auto files = paper_files();
  const auto found = std::ranges::find(files, name, &EmbeddedFile::name);
  if (found == files.end()) {
    throw Error(fmt::format("there is no file '{}' in paper/", name));
  }
  return std::string(found->content);
}

std::vector<PaperFigure> PaperFolder::figures() const {
  const std::string file = shown_name(kFigures);
  const toml::table table = parse_toml(text(kFigures), file);
  TomlReader root(table, file, "the layout");
  std::vector<PaperFigure> result;
  for (const toml::table* entry : root.tables("figure")) {
    TomlReader reader(*entry, file, "[[figure]]");
    PaperFigure figure{static_cast<int>(reader.integer("number", 1, 99)),
                       reader.text("kind"),
                       reader.text("title"),
                       reader.texts("panels"),
                       quantity(reader, "x"),
                       quantity(reader, "y"),
                       quantity(reader, "value")};
    constexpr std::array<std::string_view, 4> kKinds{"spectrum", "map", "curves", "exceptional"};
    if (std::ranges::find(kKinds, figure.kind) == kKinds.end()) {
      reader.fail("kind", fmt::format("'kind' is '{}'; allowed are {}", figure.kind,
                                      fmt::join(kKinds, ", ")));
    }
    if (figure.panels.empty()) {
      reader.fail("panels", "'panels' is empty; it must name at least one model file");
    }
    reader.finish();
    result.push_back(std::move(figure));
  }
  root.finish();
  return result;
}

std::vector<PaperClaim> PaperFolder::claims() const {
  const std::string file = shown_name(kClaims);
  const toml::table table = parse_toml(text(kClaims), file);
  TomlReader root(table, file, "the claims");
  std::vector<PaperClaim> result;
  for (const toml::table* entry : root.tables("claim")) {
    TomlReader reader(*entry, file, "[[claim]]");
    result.push_back(
        {reader.text("claim"),
         reader.has("figure") ? std::optional(static_cast<int>(reader.integer("figure", 1, 99)))
                              : std::nullopt,
         reader.text("model"), reader.text("equation"), reader.text("measure"),
         reader.text("bath", ""), reader.number("expected"), reader.number("tolerance", 0)});
    reader.finish();
  }
  root.finish();
  return result;
}

Study PaperFolder::model(const std::string& name) const {
  return parse_model(text(name), shown_name(name));
}

}  // namespace quflux
