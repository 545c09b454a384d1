#include "quflux/cli/spectrum.h"

#include <fmt/core.h>

#include "quflux/cli/output_options.h"
#include "quflux/core/error.h"
#include "quflux/figure/gnuplot.h"
#include "quflux/report/plot.h"
#include "quflux/result_file/netcdf.h"
#include "quflux/study/spectrum.h"

namespace quflux {

namespace {

constexpr const char* kHelp =
    "The eigenvalues of the generator of every equation of a model file along one parameter, each\n"
    "branch followed continuously: through crossings, and never across an avoided one.\n"
    "\n"
    "Beside each eigenvalue stands its phase rigidity, which vanishes at exceptional points. "
    "--moments\n"
    "takes the closed equations of a pair of two-level systems instead of the density matrix.\n";

constexpr const char* kExamples =
    "Examples:\n"
    "  quflux spectrum pair.toml --parameter coupling.rabi.strength --from 0 --to 0.1 --moments "
    "--plot\n"
    "  quflux spectrum cavity.toml --parameter site.cavity.frequency --from 0.9 --to 1.1 -o s.nc\n";

void run_spectrum(const SpectrumCommand& command) {
  const ModelFile file = read_model_file(command.model, command.settings);
  require_writable_outputs(command.model, command.out, command.plot);
  const Dataset dataset = spectrum_along(file, command.parameter, {command.from, command.to},
                                         command.points, command.moments);
  if (command.out) write_netcdf(dataset, *command.out);
  if (command.format || !command.out) {
    fmt::print("{}", formatted(dataset, command.format.value_or("table")));
  }
  if (command.plot) {
    const FigureTarget target = figure_target(command.model, *command.plot);
    write_figure(plot_sweep(dataset, target.name), target.folder);
  }
}

}  // namespace

void add_spectrum_command(CLI::App& app, SpectrumCommand& command) {
  CLI::App* sub = app.add_subcommand("spectrum", kHelp);
  sub->footer(kExamples);
  sub->add_option("model", command.model, "Model file (TOML)")->required()->type_name("MODEL.toml");
  sub->add_option("--parameter", command.parameter,
                  "The parameter, by its path, as in coupling.rabi.strength")
      ->required()
      ->type_name("PATH");
  sub->add_option("--from", command.from, "First value")->required()->type_name("NUMBER");
  sub->add_option("--to", command.to, "Last value")->required()->type_name("NUMBER");
  sub->add_option("--points", command.points, "How many values")
      ->type_name("N")
      ->capture_default_str();
  sub->add_flag("--moments", command.moments,
                "Of the closed equations of a pair of two-level systems");
  add_settings_option(*sub, command.settings);
  add_result_options(*sub, command.out, command.format, command.plot);
  sub->callback([&command] { run_spectrum(command); });
}

}  // namespace quflux
