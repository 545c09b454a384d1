#include "quflux/cli/command_line.h"

#include <cstdio>
#include <exception>

#include <CLI/CLI.hpp>
#include <fmt/core.h>

#include "quflux/cli/paper.h"
#include "quflux/core/version.h"

namespace quflux {

namespace {

constexpr const char* kDescription =
    "quflux: energy flows through open quantum systems, from weak to strong coupling.\n";

constexpr const char* kExamples =
    "Examples:\n"
    "  quflux paper                   compute, draw and check all figures, into ./paper_out\n"
    "  quflux paper --figure 4        only Fig. 4\n"
    "  quflux paper --help            what else it can do\n";

constexpr int kCannotRun = 2;

}  // namespace

int run_command_line(int argc, const char* const* argv) {
  CLI::App app(kDescription, "quflux");
  app.footer(kExamples);
  app.require_subcommand(1);
  app.set_version_flag("--version", "quflux " + std::string(kVersion));

  int status = 0;
  PaperCommand paper;
  add_paper_command(app, paper, status);

  try {
    app.parse(argc, argv);
  } catch (const CLI::Success& success) {  // --help, --version
    return app.exit(success);
  } catch (const CLI::ParseError& error) {
    fmt::print(stderr, "quflux: {}; see quflux --help\n", error.what());
    return kCannotRun;
  } catch (const std::exception& error) {
    fmt::print(stderr, "quflux: {}\n", error.what());
    return kCannotRun;
  }
  return status;
}

}  // namespace quflux
