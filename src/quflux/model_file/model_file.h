#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "quflux/equation/equation.h"
#include "quflux/model/model.h"
#include "quflux/model/sweep_axes.h"
#include "quflux/model_file/output.h"

namespace quflux {

/// What a model file says: the system, the equations to compare, what to vary and what to compute.
struct ModelFile {
  Model model;
  std::vector<Equation> equations;
  EquationOptions options;
  Sweep sweep;
  std::vector<Output> outputs;
  std::string source;                 ///< the text of the file
  std::vector<std::string> settings;  ///< what replaced keys of the text
};

/// Reads a model file (TOML). Strict: unknown keys, wrong types, unknown names and numbers out of
/// range are errors. Each of `settings` is "path=value", with a value in TOML, and replaces or adds
/// a key before the file is interpreted; setting a parameter that the file sweeps ends its sweep.
/// Throws Error with file, line and column.
ModelFile read_model_file(const std::filesystem::path& path,
                          const std::vector<std::string>& settings = {});

/// The same from a text; `file_name` is for messages, and its folder is where tables are looked
/// for.
ModelFile parse_model(std::string_view text, const std::string& file_name,
                      const std::vector<std::string>& settings = {});

}  // namespace quflux
