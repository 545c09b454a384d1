#include "quflux/cli/audit.h"

#include <filesystem>

#include <fmt/core.h>

#include "quflux/cli/output_options.h"
#include "quflux/files/atomic_file.h"
#include "quflux/files/read_model_file.h"
#include "quflux/report/audit.h"
#include "quflux/report/audit_page.h"
#include "quflux/report/progress.h"
#include "quflux/validity/sampled_points.h"

namespace quflux::inline cli {

const char* const AuditCommand::kHelp =
    "Say of every number of every equation whether to believe it: what each neglects in this "
    "model, whether\n"
    "each bath alone leads to its own temperature, the laws of thermodynamics, positive states, "
    "enough\n"
    "levels; then how far equations differ, from exact flows where those take seconds, and which "
    "one to use.\n"
    "\n"
    "Every check is a number, a verdict (ok, doubtful, bad) and a sentence on what it means for "
    "the "
    "flows J.\n"
    "A sweep is looked at at some of its points, and each number is the worst of them. --report "
    "writes one\n"
    "HTML page with all that, the model and its figures, that needs nothing but a browser.\n";

const char* const AuditCommand::kExamples =
    "Examples:\n"
    "  quflux audit pair.toml\n"
    "  quflux audit pair.toml --report pair.html\n"
    "  quflux audit pair.toml --format json --set bath.hot.temperature=0.8\n";

int audit_model(const AuditCommand& command) {
  const Study study = read_model_file(command.model, command.settings);
  if (command.report) {
    require_ending("--report", *command.report, {".html"});
    require_writable(*command.report);
  }
  Progress progress(std::filesystem::path(command.model).filename().string(),
                    sampled_points(study.sweep).indices.size());
  const WatchScope watched(progress.watch());
  const Audit found = audit(study, [&](std::size_t n) { progress.advance(n); });
  if (command.report) write_file(*command.report, audit_page(study, found));
  fmt::print("{}",
             command.format == "json" ? audit_as_json(study, found) : audit_in_words(study, found));
  return 0;
}

}  // namespace quflux::inline cli
