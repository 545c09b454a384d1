#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "quflux/study/study.h"

namespace quflux {

/// The equations and outputs that a model file may name.
struct Tables {
  const EquationTable& equations = quflux::equations();
  const ObservableTable& observables = quflux::observables();
};

/// Reads a model file (TOML). Strict: unknown keys, wrong types, unknown names and numbers out of
/// range are errors. Each of `settings` is "path=value", with a value in TOML, and replaces or adds
/// a key before the file is interpreted; setting a parameter that the file sweeps ends its sweep.
/// Throws Error with file, line and column.
Study read_model_file(const std::filesystem::path& path,
                      const std::vector<std::string>& settings = {}, const Tables& tables = {});

/// The same from a text; `file_name` is for messages, and its folder is where tables are looked
/// for.
Study parse_model(std::string_view text, const std::string& file_name,
                  const std::vector<std::string>& settings = {}, const Tables& tables = {});

}  // namespace quflux
