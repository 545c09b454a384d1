#include "quflux/cli/eigenvalues.h"

#include <filesystem>

#include <fmt/core.h>

#include "quflux/cli/figure_file.h"
#include "quflux/cli/near_option.h"
#include "quflux/cli/output_options.h"
#include "quflux/core/error.h"
#include "quflux/files/read_model_file.h"
#include "quflux/report/progress.h"
#include "quflux/study/eigenvalues.h"

namespace quflux::inline cli {

const char* const EigenvaluesCommand::kHelp =
    "The eigenvalues of every equation of a model file along one parameter, each branch\n"
    "followed continuously: through crossings, and never across an avoided one.\n"
    "\n"
    "Beside each eigenvalue stands its phase rigidity, which vanishes at exceptional points. They "
    "are\n"
    "those of the generator of the density matrix, or, with --matrix, of the amplitudes or the "
    "second\n"
    "moments of pairs and chains of two-level systems and networks of oscillators. With --near, "
    "also\n"
    "beyond 64 dimensions, those of the generator that are closest to a number.\n";

const char* const EigenvaluesCommand::kExamples =
    "Examples:\n"
    "  quflux eigenvalues pair.toml --parameter coupling.rabi.strength --from 0 --to 0.1 --matrix "
    "moments "
    "--plot\n"
    "  quflux eigenvalues chain.toml --parameter coupling.bond.strength --from 0.05 --to 0.1 "
    "--near "
    "-0.02 --count 8\n"
    "  quflux eigenvalues cavity.toml --parameter site.cavity.frequency --from 0.9 --to 1.1 -o "
    "s.nc\n";

namespace {

Dataset follow(const EigenvaluesCommand& command, const Study& file) {
  constexpr std::size_t kParts = 1000;
  Progress progress(std::filesystem::path(command.model).filename().string(), kParts);
  const WatchScope watched(progress.watch());
  return eigenvalues_along(file, command.parameter, {command.from, command.to}, command.points,
                           equation_matrix(command.matrix),
                           counted_shares(kParts, [&](std::size_t n) { progress.advance(n); }),
                           near_target(command.near, command.count));
}

}  // namespace

int run_eigenvalues(const EigenvaluesCommand& command) {
  const Study file = read_model_file(command.model, command.settings);
  require_writable_out(command.model, command.out);
  const auto figure = figure_of(command, "_eigenvalues");
  const Dataset dataset = follow(command, file);
  if (command.out) write_results(dataset, *command.out);
  if (command.format || !command.out) {
    fmt::print("{}", formatted(dataset, command.format.value_or("table")));
  }
  if (figure) figure->draw(dataset, command.out);
  return 0;
}

}  // namespace quflux::inline cli
