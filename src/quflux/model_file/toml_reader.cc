#include "quflux/model_file/toml_reader.h"

#include <algorithm>
#include <cmath>
#include <sstream>

#include "quflux/core/error.h"
#include "quflux/core/nearest.h"
#include "quflux/model_file/syntax_words.h"

namespace quflux::inline model_file {

namespace {

std::string type_name(const toml::node& node) {
  switch (node.type()) {
    case toml::node_type::string:
      return "a text";
    case toml::node_type::integer:
    case toml::node_type::floating_point:
      return "a number";
    case toml::node_type::boolean:
      return "true or false";
    case toml::node_type::array:
      return "a list";
    case toml::node_type::table:
      return "a table";
    default:
      return "a date or time";
  }
}

// The end of a string that begins at `start`, a line's end where it is not closed on its line.
std::size_t end_of_string(std::string_view text, std::size_t start) {
  const char quote = text[start];
  const std::string_view mark = text.substr(start, 3);
  const bool many_lines = mark.size() == 3 && mark[1] == quote && mark[2] == quote;
  std::size_t at = start + (many_lines ? 3 : 1);
  for (; at < text.size(); ++at) {
    if (quote == '"' && text[at] == '\\') {
      ++at;
    } else if (many_lines ? text.substr(at, 3) == mark : text[at] == quote) {
      return at + (many_lines ? 3 : 1);
    } else if (!many_lines && text[at] == '\n') {
      return at;
    }
  }
  return text.size();
}

}  // namespace

std::optional<std::size_t> line_of_deep_key(std::string_view text) {
  int dots = 0;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const char c = text[at];
    if (c == '"' || c == '\'') {
      at = end_of_string(text, at) - 1;
    } else if (c == '#') {
      at = std::min(text.find('\n', at), text.size()) - 1;
    } else if (c == '.' && ++dots >= kMostKeyParts) {
      return 1 + static_cast<std::size_t>(
                     std::count(text.begin(), text.begin() + static_cast<long>(at), '\n'));
    } else if (std::string_view("=,[]{}\n").find(c) != std::string_view::npos) {
      dots = 0;
    }
  }
  return std::nullopt;
}

toml::table parse_toml(std::string_view text, const std::string& file) {
  if (const auto line = line_of_deep_key(text)) {
    throw Error(
        fmt::format("{}:{}: a key has more than {} parts between dots, the most that it may have",
                    file, *line, kMostKeyParts));
  }
  try {
    return toml::parse(text, file);
  } catch (const toml::parse_error& error) {
    throw Error(fmt::format("{}:{}:{}: {}", file, error.source().begin.line,
                            error.source().begin.column, syntax_words(error.description())));
  }
}

TomlReader::TomlReader(const toml::table& table, std::string file, std::string what)
    : table_(table), file_(std::move(file)), what_(std::move(what)) {}

void TomlReader::fail_at(const toml::source_region& source, const std::string& message) const {
  if (!source.begin) throw Error(message);
  if (source.path && *source.path != file_) {
    throw Error(fmt::format("{}: {}", *source.path, message));
  }
  throw Error(fmt::format("{}:{}:{}: {}", file_, source.begin.line, source.begin.column, message));
}

void TomlReader::fail(const toml::node& node, const std::string& message) const {
  fail_at(node.source(), message);
}

void TomlReader::fail(std::string_view key, const std::string& message) const {
  const toml::node* node = table_.get(key);
  fail(node != nullptr ? *node : static_cast<const toml::node&>(table_), message);
}

double TomlReader::exact(const toml::node& number, const std::string& what) const {
  if (const auto value = number.value<double>()) return *value;
  fail(number, fmt::format("{} {}, which no double holds; write it with a point or an exponent",
                           what, number.as_integer()->get()));
}

const toml::node* TomlReader::find(std::string_view key) {
  known_.emplace(key);
  return table_.get(key);
}

const toml::node& TomlReader::require(std::string_view key, std::string_view type) {
  const toml::node* node = find(key);
  if (node == nullptr) {
    // Most often the key is there, misspelt.
    for (const auto& [other, value] : table_) {
      if (!known_.contains(other.str()) && is_close(other.str(), key)) {
        fail_at(other.source(),
                fmt::format("{} has no key '{}'; did you mean '{}'?", what_, other.str(), key));
      }
    }
    fail(table_, fmt::format("{} has no '{}'; it must have one, {}", what_, key, type));
  }
  return *node;
}

bool TomlReader::has(std::string_view key) { return find(key) != nullptr; }

bool TomlReader::is_list(std::string_view key) {
  const toml::node* node = find(key);
  return node != nullptr && node->is_array();
}

bool TomlReader::is_text(std::string_view key) {
  const toml::node* node = find(key);
  return node != nullptr && node->is_string();
}

std::string TomlReader::text(std::string_view key) {
  const toml::node& node = require(key, "a text");
  if (!node.is_string()) {
    fail(node, fmt::format("'{}' of {} is {}; it must be a text", key, what_, type_name(node)));
  }
  return **node.as_string();
}

std::string TomlReader::text(std::string_view key, std::string_view otherwise) {
  return has(key) ? text(key) : std::string(otherwise);
}

bool TomlReader::flag(std::string_view key, bool otherwise) {
  const toml::node* node = find(key);
  if (node == nullptr) return otherwise;
  if (!node->is_boolean()) {
    fail(*node,
         fmt::format("'{}' of {} is {}; it must be true or false", key, what_, type_name(*node)));
  }
  return **node->as_boolean();
}

double TomlReader::number(std::string_view key, double at_least, double at_most) {
  const toml::node& node = require(key, "a number");
  if (!node.is_number()) {
    fail(node, fmt::format("'{}' of {} is {}; it must be a number", key, what_, type_name(node)));
  }
  const double value = exact(node, fmt::format("'{}' of {} is", key, what_));
  if (!(std::isfinite(value) && value >= at_least && value <= at_most)) {
    const std::string range = at_most < kAny     ? fmt::format(" from {} to {}", at_least, at_most)
                              : at_least > -kAny ? fmt::format(" >= {}", at_least)
                                                 : "";
    fail(node,
         fmt::format("'{}' of {} is {}; it must be a finite number{}", key, what_, value, range));
  }
  return value;
}

double TomlReader::positive(std::string_view key) {
  const toml::node& node = require(key, "a number");
  const auto value = node.is_number() ? node.value<double>() : std::nullopt;
  if (value && !(std::isfinite(*value) && *value > 0)) {
    fail(node, fmt::format("'{}' of {} is {}; it must be a finite number > 0", key, what_, *value));
  }
  return number(key);
}

long TomlReader::integer(std::string_view key, long at_least, long at_most) {
  const toml::node& node = require(key, "a whole number");
  if (!node.is_integer() || **node.as_integer() < at_least || **node.as_integer() > at_most) {
    std::ostringstream given;
    given << toml::node_view<const toml::node>{node};  // as TOML writes it: "3", 3.0
    fail(node, fmt::format("'{}' of {} is {}; it must be a whole number from {} to {}", key, what_,
                           given.str(), at_least, at_most));
  }
  return static_cast<long>(**node.as_integer());
}

const toml::array& TomlReader::array(std::string_view key) {
  const toml::node& node = require(key, "a list");
  if (!node.is_array()) {
    fail(node, fmt::format("'{}' of {} is {}; it must be a list", key, what_, type_name(node)));
  }
  return *node.as_array();
}

const toml::table& TomlReader::table(std::string_view key) {
  const toml::node& node = require(key, "a table");
  if (!node.is_table()) {
    fail(node, fmt::format("'{}' of {} is {}; it must be a table", key, what_, type_name(node)));
  }
  return *node.as_table();
}

std::vector<std::string> TomlReader::texts(std::string_view key) {
  std::vector<std::string> result;
  for (const toml::node& node : array(key)) {
    if (!node.is_string()) {
      fail(node, fmt::format("'{}' of {} contains {}; it must be a list of texts", key, what_,
                             type_name(node)));
    }
    result.push_back(**node.as_string());
  }
  return result;
}

std::vector<double> TomlReader::numbers(std::string_view key) {
  std::vector<double> result;
  const std::string what = fmt::format("'{}' of {} contains", key, what_);
  for (const toml::node& node : array(key)) {
    const auto refuse = [&](const std::string& given) {
      fail(node, fmt::format("{} {}; it must be a list of finite numbers", what, given));
    };
    if (!node.is_number()) refuse(type_name(node));
    const double value = exact(node, what);
    if (!std::isfinite(value)) refuse(fmt::format("{}", value));
    result.push_back(value);
  }
  return result;
}

std::vector<const toml::table*> TomlReader::tables(std::string_view key) {
  std::vector<const toml::table*> result;
  const toml::node* node = find(key);
  if (node == nullptr) return result;
  if (!node->is_array()) {
    fail(*node, fmt::format("'{}' is {}; write [[{}]] for each", key, type_name(*node), key));
  }
  for (const toml::node& entry : *node->as_array()) {
    if (!entry.is_table()) {
      fail(entry,
           fmt::format("'{}' contains {}; write [[{}]] for each", key, type_name(entry), key));
    }
    result.push_back(entry.as_table());
  }
  return result;
}

void TomlReader::finish() const {
  for (const auto& [key, node] : table_) {
    if (!known_.contains(key.str())) {
      const std::vector<std::string> allowed(known_.begin(), known_.end());
      fail_at(key.source(), fmt::format("{} has no key '{}'{}", what_, key.str(),
                                        did_you_mean(key.str(), allowed)));
    }
  }
}

}  // namespace quflux::inline model_file
