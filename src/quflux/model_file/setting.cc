#include "quflux/model_file/setting.h"

#include <algorithm>
#include <array>

#include "quflux/core/error.h"
#include "quflux/core/nearest.h"
#include "quflux/model_file/syntax_words.h"
#include "quflux/model_file/toml_reader.h"

namespace quflux::inline model_file {

namespace {

constexpr std::array kNamed{"site", "chain", "coupling", "term", "bath", "lindblad", "drive"};
constexpr std::array kSections{"options", "time", "initial"};

// Splits off what comes before the first dot.
std::string pop(std::string& path) {
  const auto dot = path.find('.');
  std::string head = path.substr(0, dot);
  path = dot == std::string::npos ? "" : path.substr(dot + 1);
  return head;
}

[[noreturn]] void throw_no_place(const Setting& setting, const std::string& why) {
  throw Error(fmt::format("{}: {}", setting.option, why));
}

// The entry of [[kind]] with that name.
toml::table& named_table(toml::table& root, const std::string& kind, const std::string& name,
                         const Setting& setting) {
  std::vector<std::string> names;
  toml::array* array = root[kind].as_array();
  if (array == nullptr && kind == "term") array = root["system"]["term"].as_array();
  if (array != nullptr) {
    std::size_t number = 0;
    for (toml::node& node : *array) {
      ++number;
      toml::table* table = node.as_table();
      if (table == nullptr) continue;
      // Couplings may go without a name and are then numbered.
      const std::string own = (*table)["name"].value_or(kind + std::to_string(number));
      if (own == name) return *table;
      names.push_back(own);
    }
  }
  throw_no_place(setting,
                 fmt::format("there is no [[{}]] '{}'{}", kind, name, did_you_mean(name, names)));
}

// The place in a list that a part of a path says.
std::size_t index_in(const toml::array& list, const std::string& index, const Setting& setting) {
  const bool digits = !index.empty() && index.size() < 5 &&
                      std::ranges::all_of(index, [](char c) { return c >= '0' && c <= '9'; });
  if (!digits || std::stoul(index) >= list.size()) {
    throw_no_place(setting, fmt::format("the list has elements 0 to {}", list.size() - 1));
  }
  return std::stoul(index);
}

// The innermost table on the path, and the key that is left.
toml::table& descend(toml::table* table, std::string& path, const Setting& setting) {
  while (path.find('.') != std::string::npos) {
    const std::string key = pop(path);
    toml::array* list = (*table)[key].as_array();
    toml::table* next = list != nullptr ? (*list)[index_in(*list, pop(path), setting)].as_table()
                                        : (*table)[key].as_table();
    if (next == nullptr) throw_no_place(setting, fmt::format("'{}' is not a table here", key));
    table = next;
  }
  return *table;
}

// The key takes over where the value comes from, for messages and for the order of a sweep.
void put(toml::table& table, const std::string& key, toml::node&& value) {
  const toml::source_region source = value.source();
  std::move(value).visit([&](auto&& node) {
    table.erase(key);
    table.insert_or_assign(toml::key(key, source), std::forward<decltype(node)>(node));
  });
}

// A table of a section that the file need not have.
toml::table& section_table(toml::table& root, const std::string& name) {
  if (!root.contains(name)) root.insert(name, toml::table{});
  toml::table* table = root[name].as_table();
  if (table == nullptr) throw Error(fmt::format("'{}' is not a table", name));
  return *table;
}

// sweep.PARAMETER={...} sweeps it, sweep.PARAMETER.points=... changes how.
void set_sweep(toml::table& root, const std::string& path, toml::node&& value,
               const Setting& setting) {
  toml::table& sweep = section_table(root, "sweep");
  if (value.is_table()) {
    put(sweep, path, std::move(value));
    return;
  }
  const auto dot = path.rfind('.');
  toml::table* axis = dot == std::string::npos ? nullptr : sweep[path.substr(0, dot)].as_table();
  if (axis == nullptr) {
    throw_no_place(setting,
                   "the path must be sweep.KEY.points (or from, to, ...) of a swept key; "
                   "sweep.KEY={from=..., to=..., points=...} sweeps another one");
  }
  const std::string key = path.substr(dot + 1);
  // What a key takes the place of goes.
  if (key == "values") axis->clear();
  if (key == "from") axis->erase("above");
  if (key == "above") axis->erase("from");
  put(*axis, key, std::move(value));
}

// The value of a setting; its line is the setting's number, which keeps those in order.
toml::table parse_value(const std::string& text, std::size_t number, const Setting& setting) {
  if (line_of_deep_key(text)) {
    throw_no_place(setting,
                   fmt::format("a key in it has more than {} parts between dots", kMostKeyParts));
  }
  toml::table table;
  try {
    table = toml::parse(std::string(number, '\n') + "value = " + text, setting.option);
  } catch (const toml::parse_error& error) {
    throw_no_place(setting, fmt::format("'{}' is no value in TOML ({}); texts are in quotes, as in "
                                        "title=\"a pair\"",
                                        text, syntax_words(error.description())));
  }
  if (table.size() != 1) throw_no_place(setting, "the value must be one TOML value");
  return table;
}

// Whether the path begins with a section that the file need not have.
bool may_be_added(const std::string& section, const EquationTable& equations) {
  return std::ranges::find(kSections, section) != kSections.end() ||
         std::ranges::find(equations, section, &EquationKind::name) != equations.end();
}

void apply_setting(toml::table& root, const Setting& setting, std::size_t number,
                   const EquationTable& equations) {
  const auto equals = setting.text.find('=');
  if (equals == std::string::npos || equals == 0) {
    throw_no_place(setting, "it must be PATH=VALUE, as in bath.cold.temperature=0.3");
  }
  std::string path = setting.text.substr(0, equals);
  const std::string whole = path;
  toml::table value = parse_value(setting.text.substr(equals + 1), number, setting);

  if (path.find('.') == std::string::npos) {
    put(root, path, std::move(*value.get("value")));
    return;
  }
  const std::string head = pop(path);
  if (std::ranges::find(kNamed, head) != kNamed.end()) {
    const std::string name = pop(path);
    if (path.empty()) throw_no_place(setting, "the path must go on to a key");
    toml::table& item = named_table(root, head, name, setting);
    // site.NAME.energies.K: an element of a list.
    const auto dot = path.rfind('.');
    if (dot != std::string::npos && item[path.substr(0, dot)].is_array()) {
      toml::array& list = *item[path.substr(0, dot)].as_array();
      const auto position =
          list.cbegin() + static_cast<long>(index_in(list, path.substr(dot + 1), setting));
      std::move(*value.get("value")).visit([&](auto&& node) {
        list.replace(position, std::forward<decltype(node)>(node));
      });
    } else {
      toml::table& table = descend(&item, path, setting);
      put(table, path, std::move(*value.get("value")));
    }
    if (toml::table* sweep = root["sweep"].as_table()) sweep->erase(whole);
    return;
  }
  if (head == "sweep") {
    set_sweep(root, path, std::move(*value.get("value")), setting);
    return;
  }
  if (may_be_added(head, equations)) section_table(root, head);
  path = head + "." + path;
  toml::table& table = descend(&root, path, setting);
  put(table, path, std::move(*value.get("value")));
}

}  // namespace

void apply_settings(toml::table& root, const std::vector<Setting>& settings,
                    const EquationTable& equations) {
  for (std::size_t i = 0; i < settings.size(); ++i) {
    apply_setting(root, settings[i], i, equations);
  }
}

}  // namespace quflux::inline model_file
