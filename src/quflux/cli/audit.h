#pragma once

#include <optional>
#include <string>
#include <vector>

#include "quflux/model_file/model_file.h"

namespace quflux::inline cli {

/// The options of `quflux audit`, and the help before and after them.
struct AuditCommand {
  static const char* const kHelp;
  static const char* const kExamples;

  std::string model;
  std::vector<Setting> settings;
  std::optional<std::string> format;  ///< table or json; table when not given
  std::optional<std::string> report;  ///< an .html file
};

/// Prints the audit of a model, and writes its report. Returns the exit status. Throws Error.
int audit_model(const AuditCommand& command);

}  // namespace quflux::inline cli
