#pragma once

#include <limits>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include <toml++/toml.h>

#include "quflux/model/check_model.h"

namespace quflux::inline model_file {

/// Every dot of a key makes a table in a table. toml++ limits all other nesting; this one would end
/// the program by the depth of its recursion.
inline constexpr int kMostKeyParts = 16;

/// The line of the first key that has more parts; none: there is no such key.
std::optional<std::size_t> line_of_deep_key(std::string_view text);

/// Parses TOML. Throws Error "file:line:column: what is wrong".
toml::table parse_toml(std::string_view text, const std::string& file);

/// Reads the keys of one TOML table. Every getter notes the key as known; finish() rejects all
/// others. Errors name file, line, column and key, what was given and what is allowed; the setting
/// in the place of file, line and column for what came from one (see apply_settings), neither for
/// what comes from no text.
class TomlReader {
 public:
  /// `what` describes the table in messages: "[[bath]] 'cold'".
  TomlReader(const toml::table& table, std::string file, std::string what);

  bool has(std::string_view key);
  bool is_list(std::string_view key);
  bool is_text(std::string_view key);
  std::string text(std::string_view key);
  std::string text(std::string_view key, std::string_view otherwise);
  bool flag(std::string_view key, bool otherwise);
  /// A finite number with at_least <= value <= at_most.
  double number(std::string_view key, double at_least = -kAny, double at_most = kAny);
  /// A finite number > 0.
  double positive(std::string_view key);
  /// A whole number with at_least <= value <= at_most.
  long integer(std::string_view key, long at_least, long at_most);
  std::vector<std::string> texts(std::string_view key);
  std::vector<double> numbers(std::string_view key);
  const toml::array& array(std::string_view key);
  const toml::table& table(std::string_view key);
  /// A number as a double. Throws Error, "WHAT is ...", for a whole one that is not exactly that.
  double exact(const toml::node& number, const std::string& what) const;
  /// The tables of [[key]]; none when the key is absent.
  std::vector<const toml::table*> tables(std::string_view key);

  /// Throws Error for the first key that no getter asked for.
  void finish() const;

  /// Throws Error at the place of a key (of the table, when the key is absent).
  [[noreturn]] void fail(std::string_view key, const std::string& message) const;
  [[noreturn]] void fail(const toml::node& node, const std::string& message) const;

  /// Runs check(); a KeyError becomes the Error of this table at the place of its key.
  template <class Check>
  void checked(const Check& check) const {
    try {
      check();
    } catch (const KeyError& error) {
      fail(error.key(), error.what());
    }
  }

  const std::string& file() const { return file_; }

 private:
  [[noreturn]] void fail_at(const toml::source_region& source, const std::string& message) const;

  static constexpr double kAny = std::numeric_limits<double>::max();

  const toml::node* find(std::string_view key);
  const toml::node& require(std::string_view key, std::string_view type);

  const toml::table& table_;
  std::string file_;
  std::string what_;
  std::set<std::string, std::less<>> known_;
};

}  // namespace quflux::inline model_file
