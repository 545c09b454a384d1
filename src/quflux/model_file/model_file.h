#pragma once

#include <functional>
#include <string>
#include <string_view>
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

/// Reads a model file (TOML). Strict: unknown keys, wrong types, unknown names and numbers out of
/// range are errors. Each of `settings` is "path=value", with a value in TOML, and replaces or adds
/// a key before the file is interpreted; setting a parameter that the file sweeps ends its sweep.
/// `file_name` is for messages; tables of spectral densities and of
/// drives come from `read_file`. Throws Error
/// with file, line and column.
Study parse_model(std::string_view text, const std::string& file_name,
                  const std::vector<std::string>& settings = {}, const ReadFile& read_file = {},
                  const Tables& tables = {});

}  // namespace quflux::inline model_file
