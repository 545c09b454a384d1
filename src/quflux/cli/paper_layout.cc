#include "quflux/cli/paper_layout.h"

#include <algorithm>

#include <toml++/toml.h>

#include "quflux/cli/paper_files.h"
#include "quflux/core/error.h"
#include "quflux/result/atomic_file.h"

namespace quflux {

namespace {

constexpr const char* kFigures = "figures.toml";
constexpr const char* kClaims = "claims.toml";

toml::table parse(std::string_view text, const std::string& name) {
  try {
    return toml::parse(text, name);
  } catch (const toml::parse_error& error) {
    throw Error(fmt::format("{}:{}:{}: {}", name, error.source().begin.line,
                            error.source().begin.column, error.description()));
  }
}

// The entries of [[key]]; each must be a table.
std::vector<const toml::table*> tables(const toml::table& root, std::string_view key,
                                       const std::string& file) {
  const toml::array* array = root[key].as_array();
  if (array == nullptr || !array->is_homogeneous<toml::table>()) {
    throw Error(fmt::format("{} has no [[{}]]; it must have at least one", file, key));
  }
  std::vector<const toml::table*> result;
  for (const toml::node& node : *array) {
    result.push_back(node.as_table());
  }
  return result;
}

template <class Value>
Value required(const toml::table& table, std::string_view key, const std::string& file) {
  const auto value = table[key].value<Value>();
  if (!value) {
    throw Error(fmt::format("{}:{}: '{}' is missing or not of the right type", file,
                            table.source().begin.line, key));
  }
  return *value;
}

PaperQuantity quantity(const toml::table& figure, std::string_view key) {
  const auto node = figure[key];
  return {node["key"].value_or(std::string()), node["name"].value_or(std::string()),
          node["bath"].value_or(std::string()), node["label"].value_or(std::string())};
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
    return read_file(*directory_ / name);
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
  const toml::table root = parse(text(kFigures), file);
  std::vector<PaperFigure> result;
  for (const toml::table* table : tables(root, "figure", file)) {
    PaperFigure figure{required<int>(*table, "number", file),
                       required<std::string>(*table, "kind", file),
                       required<std::string>(*table, "title", file),
                       {},
                       quantity(*table, "x"),
                       quantity(*table, "y"),
                       quantity(*table, "value")};
    if (figure.kind != "spectrum" && figure.kind != "map" && figure.kind != "curves") {
      throw Error(fmt::format("{}:{}: kind is '{}'; allowed are spectrum, map, curves", file,
                              table->source().begin.line, figure.kind));
    }
    if (const toml::array* panels = (*table)["panels"].as_array()) {
      for (const toml::node& panel : *panels) {
        figure.panels.push_back(panel.value_or(std::string()));
      }
    }
    if (figure.panels.empty()) {
      throw Error(fmt::format("{}:{}: 'panels' must name at least one model file", file,
                              table->source().begin.line));
    }
    result.push_back(std::move(figure));
  }
  return result;
}

std::vector<PaperClaim> PaperFolder::claims() const {
  const std::string file = shown_name(kClaims);
  const toml::table root = parse(text(kClaims), file);
  std::vector<PaperClaim> result;
  for (const toml::table* table : tables(root, "claim", file)) {
    result.push_back(
        {required<std::string>(*table, "claim", file), (*table)["figure"].value<int>(),
         required<std::string>(*table, "model", file),
         required<std::string>(*table, "equation", file),
         required<std::string>(*table, "measure", file), (*table)["bath"].value_or(std::string()),
         required<double>(*table, "expected", file), required<double>(*table, "tolerance", file)});
  }
  return result;
}

ModelFile PaperFolder::model(const std::string& name) const {
  return parse_model(text(name), shown_name(name));
}

}  // namespace quflux
