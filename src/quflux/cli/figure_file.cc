#include "quflux/cli/figure_file.h"

#include <fmt/core.h>

#include "quflux/cli/output_options.h"
#include "quflux/files/atomic_file.h"
#include "quflux/files/netcdf.h"

namespace quflux::inline cli {

namespace {

namespace fs = std::filesystem;

fs::path figure_target(const std::string& file, const fs::path& model, const std::string& suffix) {
  if (file.empty()) return model.stem().string() + suffix + ".png";
  require_ending("--plot", file, {".png", ".svg", ".pdf"});
  return file;
}

fs::path writable(const fs::path& target) {
  require_writable(target);
  return target;
}

}  // namespace

FigureFile::FigureFile(const std::string& file, const fs::path& model, const std::string& suffix)
    : target_(writable(figure_target(file, model, suffix))), plot_("quflux.plot", "--plot draws") {}

void FigureFile::require_other_than(const std::string& out) const {
  if (fs::weakly_canonical(out) != fs::weakly_canonical(target_)) return;
  throw Error(fmt::format("-o and --plot are the same file, '{}'; choose another name", out));
}

void FigureFile::draw(const Dataset& dataset, const std::optional<std::string>& written) const {
  const auto draw_file = [&](const fs::path& data) {
    const ChildEnd end = plot_.run({"--out=" + target_.string(), fs::absolute(data).string()});
    if (end.status == 0 && fs::exists(target_)) return;
    throw CannotDraw(fmt::format("cannot draw '{}': {}", target_.string(), plot_.reason(end)));
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
