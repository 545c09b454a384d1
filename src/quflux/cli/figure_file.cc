#include "quflux/cli/figure_file.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <vector>

#include <fmt/core.h>

#include "quflux/cli/output_options.h"
#include "quflux/core/version.h"
#include "quflux/files/atomic_file.h"
#include "quflux/files/child_process.h"
#include "quflux/files/netcdf.h"
#include "quflux/files/python.h"

namespace quflux::inline cli {

namespace {

namespace fs = std::filesystem;

constexpr std::array<std::string_view, 3> kEndings{".png", ".svg", ".pdf"};
constexpr std::string_view kSpeaker = "quflux.plot: ";  // begins the lines of the package

fs::path target_of(const std::string& file, const fs::path& model, const std::string& suffix) {
  if (file.empty()) return model.stem().string() + suffix + ".png";
  if (std::ranges::find(kEndings, fs::path(file).extension().string()) == kEndings.end()) {
    throw Error(fmt::format("--plot is '{}'; it must end in .png, .svg or .pdf", file));
  }
  return file;
}

ChildEnd run_plot(const std::string& python, const std::vector<std::string>& arguments) {
  // -P: modules in the folder at hand are not the package.
  std::vector<std::string> command{python,  "-P", "-m", "quflux.plot", "--version-of-caller",
                                   kVersion};
  command.insert(command.end(), arguments.begin(), arguments.end());
  std::vector<std::pair<std::string, std::string>> variables{{"MPLBACKEND", "Agg"}};
  const char* cache = std::getenv("XDG_CACHE_HOME");
  const char* home = std::getenv("HOME");
  const fs::path caches = cache != nullptr  ? fs::path(cache)
                          : home != nullptr ? fs::path(home) / ".cache"
                                            : fs::path();
  // Settings that a user has for Matplotlib do not change figures of quflux.
  if (!caches.empty()) variables.emplace_back("MPLCONFIGDIR", caches / "quflux" / "matplotlib");
  return run_program(command, variables);
}

std::string find_python() {
  std::string reasons;
  std::string mismatch;
  for (const std::string& python : pythons()) {
    const ChildEnd end = run_plot(python, {});
    if (end.status == 0) return python;
    const std::string reason = last_line(end.said);
    // A package of another version: a later Python may have this one.
    if (reason.starts_with(kSpeaker)) mismatch = reason.substr(kSpeaker.size());
    reasons += fmt::format("{}{}: {}", reasons.empty() ? "" : "; ", python, reason_of(end.said));
  }
  if (!mismatch.empty()) throw CannotDraw("--plot: " + mismatch);
  throw CannotDraw(
      fmt::format("--plot draws with the Python package of quflux {}; install it (pip install . in "
                  "the source of quflux) and name its Python in QUFLUX_PYTHON ({})",
                  kVersion, reasons));
}

fs::path writable(const fs::path& target) {
  ensure_directory(target.has_parent_path() ? target.parent_path() : ".");
  require_writable(target);
  return target;
}

}  // namespace

FigureFile::FigureFile(const std::string& file, const fs::path& model, const std::string& suffix)
    : target_(writable(target_of(file, model, suffix))), python_(find_python()) {}

void FigureFile::require_other_than(const std::string& out) const {
  if (fs::weakly_canonical(out) != fs::weakly_canonical(target_)) return;
  throw Error(fmt::format("-o and --plot are the same file, '{}'; choose another name", out));
}

void FigureFile::draw(const Dataset& dataset, const std::optional<std::string>& written) const {
  const auto draw_file = [&](const fs::path& data) {
    const ChildEnd end =
        run_plot(python_, {"--out=" + target_.string(), fs::absolute(data).string()});
    if (end.status == 0 && fs::exists(target_)) return;
    std::string reason = last_line(end.said);
    if (reason.starts_with(kSpeaker)) reason.erase(0, kSpeaker.size());
    throw CannotDraw(fmt::format("cannot draw '{}': {}", target_.string(), reason));
  };
  if (written && !is_csv(*written) && fs::is_regular_file(*written)) return draw_file(*written);
  const TemporaryDirectory work(fs::temp_directory_path());
  write_netcdf(dataset, work.path() / "data.nc");
  draw_file(work.path() / "data.nc");
}

void require_plottable(std::size_t swept_keys) {
  if (swept_keys < 1 || swept_keys > 2) {
    throw Error(fmt::format("a plot needs one or two swept keys; the model sweeps {}", swept_keys));
  }
}

}  // namespace quflux::inline cli
