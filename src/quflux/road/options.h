#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace quflux::inline road {

/// An option that is true or false; false without a word.
struct FlagOption {
  bool otherwise = false;
};

/// An option that is a number from `at_least` to `at_most`, or greater than zero where `positive`,
/// a whole one where `whole`.
struct NumberOption {
  std::optional<double> otherwise = std::nullopt;  ///< none: it may be left open
  double at_least = 0;
  double at_most = 0;
  bool positive = false;
  bool whole = false;
};

/// An option that is one of some words; the first without a word.
struct WordOption {
  std::vector<std::string> allowed;
};

/// An option that is a list of tables, each with the name of a bath under `bath` and a number above
/// 0 under each of these keys.
struct BathRowsOption {
  std::vector<std::string> numbers;
};

/// A table of such a list.
struct BathRow {
  std::string bath;
  std::map<std::string, double> numbers;

  bool operator==(const BathRow&) const = default;
};

/// An option of an equation, as model files, help and guide know it.
struct OptionKey {
  std::string key;
  std::string help;
  std::variant<FlagOption, NumberOption, WordOption, BathRowsOption> kind;
};

/// Options that are set, by key; the others have their defaults.
using Options = std::map<std::string, std::variant<bool, double, std::string, std::vector<BathRow>>,
                         std::less<>>;

/// What is set under a key; none where it is not.
template <class Value>
std::optional<Value> option(const Options& options, std::string_view key) {
  const auto found = options.find(key);
  return found == options.end() ? std::nullopt : std::optional(std::get<Value>(found->second));
}

}  // namespace quflux::inline road
