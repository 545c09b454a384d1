#include "quflux/cli/output_options.h"

#include <filesystem>

#include <fmt/core.h>

#include "quflux/core/error.h"
#include "quflux/files/atomic_file.h"
#include "quflux/report/format.h"

namespace quflux::inline cli {

namespace {

std::filesystem::path folder_of(const std::filesystem::path& file) {
  return file.has_parent_path() ? file.parent_path() : ".";
}

}  // namespace

std::string formatted(const Dataset& sweep, const std::string& format) {
  if (format == "csv") return to_csv(sweep);
  if (format == "json") return to_json(sweep);
  return to_table(sweep);
}

void require_writable_out(const std::string& model, const std::optional<std::string>& out) {
  if (!out) return;
  std::error_code ignored;
  if (std::filesystem::equivalent(*out, model, ignored)) {
    throw Error(fmt::format("-o is '{}', which is read; choose another name", *out));
  }
  ensure_directory(folder_of(*out));
  require_writable(*out);
}

void tell_stopped(const std::string& out, const SweepOutcome& outcome) {
  fmt::print(stderr, "quflux: stopped after {} of {} points, which '{}' keeps; --resume goes on\n",
             outcome.finished, outcome.points, TileStorage::beside(out).string());
}

}  // namespace quflux::inline cli
