#include "quflux/model/setting.h"

#include <algorithm>
#include <array>

#include "quflux/core/error.h"
#include "quflux/model/nearest.h"
#include "quflux/model/toml_reader.h"

namespace quflux {

namespace {

constexpr std::array kNamed{"site", "coupling", "bath"};

// Splits off what comes before the first dot.
std::string pop(std::string& path) {
  const auto dot = path.find('.');
  std::string head = path.substr(0, dot);
  path = dot == std::string::npos ? "" : path.substr(dot + 1);
  return head;
}

[[noreturn]] void throw_no_place(const std::string& setting, const std::string& why) {
  throw Error(fmt::format("--set {}: {}", setting, why));
}

// The entry of [[kind]] with that name.
toml::table& named_table(toml::table& root, const std::string& kind, const std::string& name,
                         const std::string& setting) {
  std::vector<std::string> names;
  if (toml::array* array = root[kind].as_array()) {
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

// The innermost table on the path, and the key that is left.
toml::table& descend(toml::table* table, std::string& path, const std::string& setting) {
  while (path.find('.') != std::string::npos) {
    const std::string key = pop(path);
    toml::table* next = (*table)[key].as_table();
    if (next == nullptr) throw_no_place(setting, fmt::format("'{}' is not a table here", key));
    table = next;
  }
  return *table;
}

toml::table& sweep_table(toml::table& root, std::string& path, const std::string& setting) {
  toml::table* sweep = root["sweep"].as_table();
  const auto dot = path.rfind('.');
  toml::table* axis = sweep == nullptr || dot == std::string::npos
                          ? nullptr
                          : (*sweep)[path.substr(0, dot)].as_table();
  if (axis == nullptr) {
    throw_no_place(setting, "the path must be sweep.KEY.points (or from, to, ...) of a swept key");
  }
  path = path.substr(dot + 1);
  return *axis;
}

void put(toml::table& table, const std::string& key, toml::node&& value) {
  std::move(value).visit(
      [&](auto&& node) { table.insert_or_assign(key, std::forward<decltype(node)>(node)); });
}

}  // namespace

void apply_setting(toml::table& root, const std::string& setting) {
  const auto equals = setting.find('=');
  if (equals == std::string::npos || equals == 0) {
    throw Error(
        fmt::format("--set {}: it must be PATH=VALUE, as in bath.cold.temperature=0.3", setting));
  }
  std::string path = setting.substr(0, equals);
  const std::string whole = path;
  toml::table value = parse_toml("value = " + setting.substr(equals + 1), "--set " + setting);
  if (value.size() != 1) throw_no_place(setting, "the value must be one TOML value");

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
      const std::string index = path.substr(dot + 1);
      const bool digits = !index.empty() && index.size() < 5 &&
                          std::ranges::all_of(index, [](char c) { return c >= '0' && c <= '9'; });
      if (!digits || std::stoul(index) >= list.size()) {
        throw_no_place(setting, fmt::format("the list has elements 0 to {}", list.size() - 1));
      }
      const auto position = list.cbegin() + std::stol(index);
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
    toml::table& axis = sweep_table(root, path, setting);
    put(axis, path, std::move(*value.get("value")));
    return;
  }
  if (head == "options" && !root.contains("options")) {
    root.insert("options", toml::table{});
  }
  path = head + "." + path;
  toml::table& table = descend(&root, path, setting);
  put(table, path, std::move(*value.get("value")));
}

}  // namespace quflux
