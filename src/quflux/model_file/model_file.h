#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "quflux/study/study.h"

namespace quflux::inline model_file {

/// The equations and outputs that a model file may name.
struct Tables {
  const EquationTable& equations = quflux::equations();
  const ObservableTable& observables = quflux::observables();
};

/// Gives the text of a file by the name that a model file gives it. Throws Error where there is
/// none.
using ReadFile = std::function<std::string(const std::string& name)>;

/// A key of a model file that is replaced or added.
struct Setting {
  std::string text;    ///< "path=value", with a value in TOML
  std::string option;  ///< how messages begin: the option, and what it was given

  Setting(std::string path_and_value)  // NOLINT(*-explicit-*): a text is a setting of --set
      : text(std::move(path_and_value)), option("--set " + text) {}
  Setting(const char* path_and_value)  // NOLINT(*-explicit-*)
      : Setting(std::string(path_and_value)) {}
  Setting(std::string path_and_value, std::string option_given)
      : text(std::move(path_and_value)), option(std::move(option_given)) {}
};

/// Reads a model file (TOML). Strict: unknown keys, wrong types, unknown names and numbers out of
/// range are errors. Each of `settings` replaces or adds a key before the file is interpreted;
/// setting a parameter that the file sweeps ends its sweep.
/// `file_name` is for messages; tables of spectral densities and of drives and matrices come from
/// `read_file`. Throws Error with file, line and column.
Study parse_model(std::string_view text, const std::string& file_name,
                  const std::vector<Setting>& settings = {}, const ReadFile& read_file = {},
                  const Tables& tables = {});

}  // namespace quflux::inline model_file
