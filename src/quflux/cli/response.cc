#include "quflux/cli/response.h"

#include <filesystem>

#include <fmt/core.h>

#include "quflux/cli/output_options.h"
#include "quflux/files/atomic_file.h"
#include "quflux/files/netcdf.h"
#include "quflux/files/read_model_file.h"
#include "quflux/report/progress.h"
#include "quflux/report/response.h"
#include "quflux/study/response.h"

namespace quflux::inline cli {

const char* const ResponseCommand::kHelp =
    "The derivatives of stationary energy flows and occupations by the numbers of a model,\n"
    "where the model file is without its sweep, in every equation of the file: exact those of a\n"
    "density matrix, with their error (d_error) those of modes, of the exact current, of niba, of\n"
    "heom with 'depth' and 'exponentials', and of large models.\n"
    "\n"
    "Beside them stand thermal conductances dJ_k/dT_l, the Onsager matrix T_l^2 dJ_k/dT_l, gains\n"
    "(dJ_k/dT_l)/(dJ_l/dT_l), the entropy production and, of two baths, the rectification. Where "
    "a\n"
    "number has no derivative, as that which parts levels that global takes for one, the reason "
    "is\n"
    "told.\n";

const char* const ResponseCommand::kExamples =
    "Examples:\n"
    "  quflux response pair.toml\n"
    "  quflux response pair.toml --keys coupling.rabi.strength bath.hot.temperature\n"
    "  quflux response transistor.toml --format json\n"
    "  quflux response oscillators.toml --road density_matrix -o response.nc\n";

namespace {

std::string formatted_response(const Dataset& dataset, const std::string& format) {
  if (format == "csv") return response_as_csv(dataset);
  return format == "json" ? response_as_json(dataset) : response_in_words(dataset);
}

}  // namespace

int find_response(const ResponseCommand& command) {
  const Study file = read_model_file(command.model, command.settings);
  require_writable_out(command.model, command.out);
  Progress progress(std::filesystem::path(command.model).filename().string(),
                    response_size(file, command.keys));
  const WatchScope watched(progress.watch());
  const Dataset dataset = response(
      file, command.keys, command.road == "auto" ? Roads::automatic : Roads::density_matrix, {},
      [&](std::size_t n) { progress.advance(n); });
  if (command.out && is_csv(*command.out)) {
    write_file(*command.out, response_as_csv(dataset));
  } else if (command.out) {
    write_netcdf(dataset, *command.out);
  }
  fmt::print("{}", formatted_response(dataset, command.format));
  return 0;
}

}  // namespace quflux::inline cli
