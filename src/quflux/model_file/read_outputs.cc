#include "quflux/model_file/read_outputs.h"

#include <algorithm>

#include <fmt/ranges.h>

#include "quflux/model_file/read_names.h"
#include "quflux/model_file/read_sweep.h"

namespace quflux::inline model_file {

namespace {

// The row that the word `name` under `key` stands for.
const ObservableKind& observable_kind(const TomlReader& reader, const char* key,
                                      const std::string& name, const ObservableTable& table) {
  std::vector<std::string> allowed;
  for (const ObservableKind& kind : table) {
    if (kind.name == name) return kind;
    allowed.push_back(kind.name);
  }
  reader.fail(key, fmt::format("'{}' is '{}'{}", key, name, did_you_mean(name, allowed)));
}

std::string known_parameter(TomlReader& reader, const std::string& key, const Model& model) {
  std::string path = reader.text(key);
  try {
    parameter(model, path);
  } catch (const Error& error) {
    reader.fail(key, error.what());
  }
  return path;
}

std::string new_name(TomlReader& reader, const std::string& key) {
  std::string name = reader.text(key);
  reader.checked([&] { require_identifier(key, name); });
  return name;
}

std::vector<std::string> known_sites(TomlReader& reader, const std::string& key,
                                     const Model& model) {
  std::vector<std::string> sites = reader.texts(key);
  for (const std::string& site : sites) {
    reader.checked([&] { require_site(key, model, site); });
    if (std::ranges::count(sites, site) > 1) {
      reader.fail(key, fmt::format("'{}' names '{}' twice", key, site));
    }
  }
  if (sites.empty()) reader.fail(key, fmt::format("'{}' is empty; it must name a site", key));
  return sites;
}

std::string known_coupling(TomlReader& reader, const std::string& key, const Model& model) {
  std::string name = reader.text(key);
  std::vector<std::string> allowed;
  for (const Coupling& coupling : model.couplings) {
    if (coupling.name == name) return name;
    if (!coupling.name.empty()) allowed.push_back(coupling.name);
  }
  reader.fail(key, fmt::format("'{}' is '{}'{}", key, name, did_you_mean(name, allowed)));
}

// A list, or a table as of a swept key.
std::vector<double> frequencies(TomlReader& reader, const std::string& key) {
  if (reader.is_list(key)) {
    std::vector<double> values = reader.numbers(key);
    if (values.empty())
      reader.fail(key, fmt::format("'{}' is empty; it must have at least one", key));
    return values;
  }
  TomlReader table(reader.table(key), reader.file(), "'" + key + "' of the output");
  std::vector<double> values = axis_values(table);
  table.finish();
  return values;
}

Argument read_argument(TomlReader& reader, const ArgumentKey& argument, const Model& model) {
  switch (argument.kind) {
    case ArgumentKey::Kind::parameter:
      return known_parameter(reader, argument.key, model);
    case ArgumentKey::Kind::identifier:
      return new_name(reader, argument.key);
    case ArgumentKey::Kind::operators:
      return site_operators(reader, model, argument.key);
    case ArgumentKey::Kind::sites:
      return known_sites(reader, argument.key, model);
    case ArgumentKey::Kind::coupling:
      return known_coupling(reader, argument.key, model);
    case ArgumentKey::Kind::frequencies:
      return frequencies(reader, argument.key);
  }
  throw Error("not an argument");
}

Observable read_output_table(const toml::table& node, const TomlReader& root, const Model& model,
                             const ObservableTable& table) {
  TomlReader reader(node, root.file(), "the output");
  const std::string name = reader.text("kind");
  Observable output{observable_kind(reader, "kind", name, table)};
  for (const ArgumentKey& argument : output.kind.arguments) {
    if (!argument.required && !reader.has(argument.key)) continue;
    output.arguments[argument.key] = read_argument(reader, argument, model);
  }
  reader.finish();
  return output;
}

Observable read_name(const toml::node& node, const TomlReader& root, const ObservableTable& table) {
  Observable output{observable_kind(root, "output", **node.as_string(), table)};
  std::vector<std::string> needed;
  std::string what;
  for (const ArgumentKey& argument : output.kind.arguments) {
    if (!argument.required) continue;
    needed.push_back(argument.key + " = " + argument.example);
    if (!argument.what.empty()) what += (what.empty() ? "" : " and ") + argument.what;
  }
  if (!needed.empty()) {
    root.fail(node, fmt::format("{} needs {}; write {{ kind = \"{}\", {} }}", output.kind.name,
                                what, output.kind.name, fmt::join(needed, ", ")));
  }
  return output;
}

}  // namespace

std::vector<Observable> read_outputs(TomlReader& root, const Model& model, bool in_time,
                                     const ObservableTable& table) {
  if (!root.has("output")) {
    std::vector<Observable> defaults{make_observable("energy_flow", table)};
    if (in_time) {
      defaults.push_back(make_observable("energy_transferred", table));
    } else if (model.lindblad.empty()) {
      defaults.push_back(make_observable("entropy_production", table));
    }
    return defaults;
  }
  std::vector<Observable> outputs;
  for (const toml::node& node : root.array("output")) {
    if (!node.is_table() && !node.is_string()) {
      root.fail(node, "'output' must be a list of names and tables");
    }
    Observable output = node.is_table() ? read_output_table(*node.as_table(), root, model, table)
                                        : read_name(node, root, table);
    const bool twice = std::ranges::any_of(outputs, [&](const Observable& other) {
      return other.array_name() == output.array_name();
    });
    if (twice) root.fail(node, "the same output is listed twice");
    outputs.push_back(std::move(output));
  }
  if (outputs.empty()) root.fail("output", "'output' is empty; it must have at least one");
  return outputs;
}

}  // namespace quflux::inline model_file
