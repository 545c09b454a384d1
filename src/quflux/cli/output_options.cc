#include "quflux/cli/output_options.h"

#include <unistd.h>

#include <filesystem>

#include <fmt/core.h>

#include "quflux/cli/stop_signals.h"
#include "quflux/core/error.h"
#include "quflux/files/atomic_file.h"
#include "quflux/files/netcdf.h"
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
  constexpr std::size_t kRowsOfATerminal = 40;
  return isatty(STDOUT_FILENO) != 0 ? to_table(sweep, kRowsOfATerminal) : to_table(sweep);
}

bool is_csv(const std::string& file) { return std::filesystem::path(file).extension() == ".csv"; }

void write_results(const Dataset& sweep, const std::string& out) {
  if (is_csv(out)) {
    write_file(out, to_csv(sweep));
  } else {
    write_netcdf(sweep, out);
  }
}

void require_writable_out(const std::string& model, const std::optional<std::string>& out) {
  if (!out) return;
  std::error_code ignored;
  if (std::filesystem::equivalent(*out, model, ignored)) {
    throw Error(fmt::format("-o is '{}', which is read; choose another name", *out));
  }
  ensure_directory(folder_of(*out));
  require_writable(*out);
  if (!is_csv(*out) && std::filesystem::path(*out).extension() != ".toml") require_netcdf();
}

void require_resumable(bool resume, const std::optional<std::string>& out) {
  if (!resume) return;
  if (!out) throw Error("--resume needs -o FILE, the result to go on with");
  if (is_csv(*out)) throw Error("--resume needs -o FILE.nc, a NetCDF file");
}

KeepOptions keep_until_stopped(bool resume, Progress& progress) {
  catch_stop_signals();
  return {.resume = resume,
          .stop = &stop_asked(),
          .progress = [&](std::size_t n) { progress.advance(n); },
          .stopped = end_if_asked_again};
}

void tell_stopped(const std::string& out, const SweepOutcome& outcome) {
  fmt::print(stderr, "quflux: stopped after {} of {} points, which '{}' keeps; --resume goes on\n",
             outcome.finished, outcome.points, RowStorage::beside(out).string());
}

void tell_stopped(const std::string& out) {
  fmt::print(stderr, "quflux: stopped; '{}' keeps what was found out; --resume goes on\n",
             RowStorage::beside(out).string());
}

}  // namespace quflux::inline cli
