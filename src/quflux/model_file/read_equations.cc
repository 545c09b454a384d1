#include "quflux/model_file/read_equations.h"

#include <algorithm>
#include <cmath>

#include "quflux/core/names.h"
#include "quflux/core/overload.h"
#include "quflux/model_file/read_names.h"

namespace quflux::inline model_file {

namespace {

std::string word(TomlReader& reader, const std::string& key, const WordOption& option) {
  std::string given = reader.text(key);
  if (std::ranges::find(option.allowed, given) == option.allowed.end()) {
    reader.fail(key,
                fmt::format("'{}' is '{}'{}", key, given, did_you_mean(given, option.allowed)));
  }
  return given;
}

std::vector<BathRow> bath_rows(TomlReader& reader, const std::string& key,
                               const BathRowsOption& option) {
  std::vector<BathRow> rows;
  for (const toml::table* table : reader.tables(key)) {
    TomlReader row(*table, reader.file(), fmt::format("'{}'", key));
    BathRow& next = rows.emplace_back(BathRow{row.text("bath"), {}});
    for (const std::string& number : option.numbers) next.numbers[number] = row.positive(number);
    row.finish();
  }
  if (rows.empty()) reader.fail(key, fmt::format("'{}' is empty", key));
  return rows;
}

// The options that are set among those of `keys`.
Options read_known(TomlReader& reader, const std::vector<OptionKey>& keys) {
  Options options;
  for (const OptionKey& option : keys) {
    const std::string& key = option.key;
    if (!reader.has(key)) continue;
    std::visit(
        Overload{[&](const FlagOption& flag) { options[key] = reader.flag(key, flag.otherwise); },
                 [&](const NumberOption& number) {
                   const double given = number.positive
                                            ? reader.positive(key)
                                            : reader.number(key, number.at_least, number.at_most);
                   if (number.whole && given != std::floor(given)) {
                     reader.fail(key,
                                 fmt::format("'{}' is {}; it must be a whole number", key, given));
                   }
                   options[key] = given;
                 },
                 [&](const WordOption& words) { options[key] = word(reader, key, words); },
                 [&](const BathRowsOption& rows) { options[key] = bath_rows(reader, key, rows); }},
        option.kind);
  }
  return options;
}

const EquationKind& equation_kind(const TomlReader& root, const std::string& name,
                                  const EquationTable& table) {
  try {
    return find_equation(name, table);
  } catch (const Error& error) {
    root.fail("equations", error.what());
  }
}

Equation read_equation_table(const toml::table& node, const TomlReader& root,
                             const EquationTable& table) {
  TomlReader reader(node, root.file(), "the equation");
  const EquationKind& kind = equation_kind(root, reader.text("kind"), table);
  Equation equation{kind, kind.name, {}};
  if (reader.has("label")) {
    equation.label = reader.text("label");
    reader.checked([&] { require_identifier("label", equation.label); });
    const auto other = std::ranges::find(table, equation.label, &EquationKind::name);
    if (other != table.end() && other->name != kind.name) {
      reader.fail("label",
                  fmt::format("'label' is '{}', which is another equation", equation.label));
    }
  }
  equation.optional = reader.flag("optional", false);
  equation.options = read_known(reader, kind.options);
  reader.finish();
  return equation;
}

void require_uncoupled_hamiltonian(const TomlReader& root, const Equation& equation,
                                   const Model& model) {
  const auto& master = equation.kind.master_equation;
  if (master && master->uncoupled && model.matrices && !model.matrices->uncoupled_hamiltonian) {
    root.fail("equations", fmt::format("the {} equation needs 'uncoupled_hamiltonian' in [system]",
                                       equation.label));
  }
}

}  // namespace

Options read_options(TomlReader& root, const EquationTable& table) {
  if (!root.has("options")) return {};
  std::vector<OptionKey> keys;
  for (const EquationKind& kind : table) {
    for (const OptionKey& option : kind.options) {
      if (std::ranges::find(keys, option.key, &OptionKey::key) == keys.end()) {
        keys.push_back(option);
      }
    }
  }
  TomlReader reader(root.table("options"), root.file(), "[options]");
  Options options = read_known(reader, keys);
  reader.finish();
  return options;
}

namespace {

// What `equations` lists, or all there are.
std::vector<Equation> listed(TomlReader& root, const EquationTable& table) {
  if (root.is_text("equations")) {
    const std::string given = root.text("equations");
    if (given == "all") return all_equations(table);
    root.fail(
        "equations",
        fmt::format("'equations' of the model is '{0}'; it must be a list of names and tables, "
                    "as [\"{0}\"], or \"all\"",
                    given));
  }
  std::vector<Equation> equations;
  for (const toml::node& node : root.array("equations")) {
    if (node.is_table()) {
      equations.push_back(read_equation_table(*node.as_table(), root, table));
    } else if (node.is_string()) {
      const EquationKind& kind = equation_kind(root, **node.as_string(), table);
      equations.push_back({kind, kind.name, {}});
    } else {
      root.fail(node, "'equations' must be a list of names and tables");
    }
  }
  return equations;
}

}  // namespace

std::vector<Equation> read_equations(TomlReader& root, const Options& common, const Model& model,
                                     const EquationTable& table) {
  std::vector<Equation> equations;
  // [NAME]: options of all equations of one kind.
  std::map<std::string, Options> of_kinds;
  for (const EquationKind& kind : table) {
    if (!root.has(kind.name)) continue;
    TomlReader reader(root.table(kind.name), root.file(), fmt::format("[{}]", kind.name));
    of_kinds[kind.name] = read_known(reader, kind.options);
    reader.finish();
  }
  for (Equation& equation : listed(root, table)) {
    if (const auto own = of_kinds.find(equation.kind.name); own != of_kinds.end()) {
      equation.options.insert(own->second.begin(), own->second.end());
    }
    equation.options.merge(known_options(equation.kind, common));
    if (find_labelled(equations, equation.label) != nullptr) {
      root.fail("equations",
                fmt::format("'{}' is listed twice; give one of them a 'label' of its own",
                            equation.label));
    }
    if (!equation.optional) require_uncoupled_hamiltonian(root, equation, model);
    equations.push_back(std::move(equation));
  }
  if (equations.empty()) {
    root.fail("equations", fmt::format("'equations' is empty; allowed are {}", names_of(table)));
  }
  return equations;
}

}  // namespace quflux::inline model_file
