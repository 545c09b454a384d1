#include "quflux/cli/command_line.h"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <exception>
#include <new>
#include <sstream>
#include <string>
#include <system_error>
#include <vector>

#include <CLI/CLI.hpp>
#include <fmt/core.h>

#include "quflux/cli/check.h"
#include "quflux/cli/grade.h"
#include "quflux/cli/new.h"
#include "quflux/cli/paper.h"
#include "quflux/cli/run.h"
#include "quflux/cli/spectrum.h"
#include "quflux/cli/transition.h"
#include "quflux/core/error.h"
#include "quflux/core/nearest.h"
#include "quflux/core/version.h"

namespace quflux {

namespace {

constexpr const char* kDescription =
    "quflux: energy flows through open quantum systems, from weak to strong coupling.\n";

constexpr const char* kExamples =
    "Examples:\n"
    "  quflux new pair                a commented model file to begin with\n"
    "  quflux check pair.toml         what it means, and which equation holds\n"
    "  quflux run pair.toml --plot    compute and draw it\n"
    "  quflux transition --help       exceptional points: where coupling becomes strong\n"
    "  quflux paper                   compute, draw and check all figures, into ./paper_out\n"
    "  quflux run --help              what else it can do\n";

constexpr int kCannotRun = 2;

// CLI11 would only say that a subcommand is required.
void require_known_command(const CLI::App& app, int argc, const char* const* argv) {
  if (argc < 2 || argv[1][0] == '-') return;
  std::vector<std::string> names;
  for (const CLI::App* sub : app.get_subcommands({})) {
    names.push_back(sub->get_name());
  }
  if (std::ranges::find(names, argv[1]) == names.end()) {
    throw Error(fmt::format("there is no command '{}'{}", argv[1], did_you_mean(argv[1], names)));
  }
}

// Buffered output meets a full disk only when it leaves the buffer, which at exit nobody would
// notice.
void flush_output() {
  if (std::fflush(stdout) != 0) {
    throw Error("cannot write the output: " + std::generic_category().message(errno));
  }
}

}  // namespace

int run_command_line(int argc, const char* const* argv) {
  CLI::App app(kDescription, "quflux");
  app.footer(kExamples);
  app.require_subcommand(1);
  app.set_version_flag("--version", "quflux " + std::string(kVersion));

  int status = 0;
  NewCommand make_new;
  add_new_command(app, make_new);
  CheckCommand check;
  add_check_command(app, check);
  RunCommand run;
  add_run_command(app, run, status);
  SpectrumCommand spectrum;
  add_spectrum_command(app, spectrum);
  TransitionCommand transition;
  add_transition_command(app, transition);
  GradeCommand grade;
  add_grade_command(app, grade);
  PaperCommand paper;
  add_paper_command(app, paper, status);

  try {
    require_known_command(app, argc, argv);
    try {
      app.parse(argc, argv);
    } catch (const CLI::Success& success) {  // --help, --version
      std::ostringstream text;
      app.exit(success, text, text);
      fmt::print("{}", text.str());  // which notices what std::cout would not
    }
    flush_output();
  } catch (const CLI::ParseError& error) {
    fmt::print(stderr, "quflux: {}; see quflux --help\n", error.what());
    return kCannotRun;
  } catch (const std::bad_alloc&) {
    fmt::print(stderr, "quflux: not enough memory; ask for fewer points, outputs or levels\n");
    return kCannotRun;
  } catch (const std::exception& error) {
    fmt::print(stderr, "quflux: {}\n", error.what());
    return kCannotRun;
  }
  return status;
}

}  // namespace quflux
