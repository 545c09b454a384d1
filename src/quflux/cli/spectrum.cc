#include "quflux/cli/spectrum.h"

#include <fmt/core.h>

#include "quflux/cli/figure_file.h"
#include "quflux/cli/output_options.h"
#include "quflux/core/error.h"
#include "quflux/files/netcdf.h"
#include "quflux/files/read_model_file.h"
#include "quflux/study/spectrum.h"

namespace quflux {

const char* const SpectrumCommand::kHelp =
    "The eigenvalues of the generator of every equation of a model file along one parameter, each\n"
    "branch followed continuously: through crossings, and never across an avoided one.\n"
    "\n"
    "Beside each eigenvalue stands its phase rigidity, which vanishes at exceptional points. "
    "--moments\n"
    "takes the closed equations of a pair of two-level systems instead of the density matrix.\n";

const char* const SpectrumCommand::kExamples =
    "Examples:\n"
    "  quflux spectrum pair.toml --parameter coupling.rabi.strength --from 0 --to 0.1 --moments "
    "--plot\n"
    "  quflux spectrum cavity.toml --parameter site.cavity.frequency --from 0.9 --to 1.1 -o s.nc\n";

int run_spectrum(const SpectrumCommand& command) {
  const Study file = read_model_file(command.model, command.settings);
  require_writable_out(command.model, command.out);
  const auto figure = figure_of(command, "_spectrum");
  const Dataset dataset = spectrum_along(file, command.parameter, {command.from, command.to},
                                         command.points, command.moments);
  if (command.out) write_netcdf(dataset, *command.out);
  if (command.format || !command.out) {
    fmt::print("{}", formatted(dataset, command.format.value_or("table")));
  }
  if (figure) figure->draw(dataset, command.out);
  return 0;
}

}  // namespace quflux
