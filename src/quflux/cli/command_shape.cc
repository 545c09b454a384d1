#include "quflux/cli/command_shape.h"

#include <algorithm>
#include <array>
#include <sstream>
#include <string_view>

#include <CLI/CLI.hpp>

#include "quflux/cli/command_table.h"

namespace quflux::inline cli {

namespace {

// "TEXT:{table,csv,json}" has three.
std::vector<std::string> choices_in(const std::string& type) {
  const auto open = type.find('{');
  const auto close = type.find('}');
  if (open == std::string::npos || close == std::string::npos) return {};
  std::vector<std::string> choices;
  std::istringstream list(type.substr(open + 1, close - open - 1));
  for (std::string choice; std::getline(list, choice, ',');) choices.push_back(choice);
  return choices;
}

// "MODEL.toml" is a file that ends in .toml, "[FILE]" any file.
std::string ending_in(const std::string& type) {
  for (const std::string_view ending : {".toml", ".nc", ".html"}) {
    if (type.ends_with(ending)) return std::string(ending);
  }
  return {};
}

}  // namespace

std::string shown_value(const std::string& type) {
  constexpr std::size_t kLongestList = 72;
  const auto list = type.find('{');
  if (list != std::string::npos && type.size() - list <= kLongestList) return type.substr(list);
  return type.substr(0, type.find(':'));
}

namespace {

OptionShape shape_of(const CLI::Option& option) {
  OptionShape shape;
  shape.is_argument = option.get_positional();
  if (shape.is_argument) {
    shape.names = {option.get_name(true, false)};
  } else {
    for (const std::string& name : option.get_snames()) shape.names.push_back("-" + name);
    for (const std::string& name : option.get_lnames()) shape.names.push_back("--" + name);
  }
  const std::string type = option.get_type_name();
  const bool takes_value = !type.empty();
  shape.choices = choices_in(type);
  shape.ending = ending_in(type);
  shape.is_file = !shape.ending.empty() || type.find("FILE") != std::string::npos ||
                  type.find("FOLDER") != std::string::npos;
  shape.value = shown_value(type);
  if (shape.value == "[FILE]") shape.value = "FILE";
  shape.optional_value = takes_value && option.get_expected_min() == 0 && !shape.is_argument;
  shape.repeated = option.get_items_expected_max() > 1 ||
                   option.get_multi_option_policy() == CLI::MultiOptionPolicy::TakeAll;
  shape.required = option.get_required();
  shape.section = shape.is_argument ? "Arguments" : option.get_group();
  shape.help = option.get_description();
  return shape;
}

CommandShape shape_of(const CLI::App& app, const CommandRow& row) {
  CommandShape shape{.name = std::string(row.name),
                     .section = std::string(row.section),
                     .summary = std::string(row.summary),
                     .help = app.get_description(),
                     .footer = app.get_footer()};
  for (const CLI::Option* option : app.get_options({})) shape.options.push_back(shape_of(*option));
  std::ranges::stable_partition(shape.options, &OptionShape::is_argument);
  return shape;
}

}  // namespace

std::vector<CommandShape> command_shapes(const CLI::App& app) {
  std::vector<CommandShape> shapes{
      shape_of(app, {"", "", "energy flows through open quantum systems"})};
  for (const CommandRow& row : command_table()) {
    shapes.push_back(shape_of(*app.get_subcommand(std::string(row.name)), row));
  }
  return shapes;
}

}  // namespace quflux::inline cli
