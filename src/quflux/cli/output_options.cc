#include "quflux/cli/output_options.h"

#include <unistd.h>

#include <algorithm>
#include <filesystem>

#include <fmt/core.h>
#include <fmt/format.h>

#include "quflux/cli/stop_signals.h"
#include "quflux/core/error.h"
#include "quflux/core/utf8.h"
#include "quflux/files/atomic_file.h"
#include "quflux/files/netcdf.h"
#include "quflux/report/format.h"

namespace quflux::inline cli {

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

void require_ending(const std::string& option, const std::string& file,
                    const std::vector<std::string>& endings) {
  if (std::ranges::find(endings, std::filesystem::path(file).extension().string()) !=
      endings.end()) {
    return;
  }
  const std::vector<std::string> all_but_last(endings.begin(), endings.end() - 1);
  throw Error(fmt::format("{} is '{}'; it must end in {}{}{}", option, one_line(file),
                          fmt::join(all_but_last, ", "), all_but_last.empty() ? "" : " or ",
                          endings.back()));
}

void require_writable_out(const std::string& model, const std::optional<std::string>& out,
                          const std::vector<std::string>& endings) {
  if (!out) return;
  std::error_code ignored;
  if (std::filesystem::equivalent(*out, model, ignored)) {
    throw Error(fmt::format("-o is '{}', which is read; choose another name", *out));
  }
  require_writable(*out);
  // Devices and pipes have the names that they have.
  if (!std::filesystem::is_other(*out, ignored)) require_ending("-o", *out, endings);
  if (endings.front() == ".nc" && !is_csv(*out)) require_netcdf();
}

void require_resumable(bool resume, const std::optional<std::string>& out) {
  if (resume && !out) throw Error("--resume needs -o FILE, the result to go on with");
}

KeepOptions keep_until_stopped(bool resume, Progress& progress) {
  catch_stop_signals();
  return {.resume = resume,
          .stop = &stop_asked(),
          .progress = [&](std::size_t n) { progress.advance(n); },
          .stopped = end_if_asked_again};
}

void tell_stopped(const std::string& out, const SweepOutcome& outcome) {
  tell_stopped(out, fmt::format("after {} of {} points", outcome.finished, outcome.points));
}

void tell_stopped(const std::string& out, const std::string& when) {
  const std::filesystem::path kept = RowStorage::beside(out);
  fmt::print(stderr, "quflux: stopped {}; {}\n", when,
             std::filesystem::exists(kept)
                 ? fmt::format("'{}' keeps what is finished; --resume goes on", kept.string())
                 : "nothing was finished that could be kept");
}

}  // namespace quflux::inline cli
