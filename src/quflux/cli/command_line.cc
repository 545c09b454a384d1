#include "quflux/cli/command_line.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <memory>
#include <new>
#include <optional>
#include <span>
#include <sstream>
#include <string>
#include <system_error>
#include <vector>

#include <CLI/CLI.hpp>
#include <fmt/core.h>
#include <fmt/format.h>

#include "quflux/cli/audit.h"
#include "quflux/cli/check.h"
#include "quflux/cli/command_shape.h"
#include "quflux/cli/command_table.h"
#include "quflux/cli/completion.h"
#include "quflux/cli/eigenvalues.h"
#include "quflux/cli/embedded_files.h"
#include "quflux/cli/evolve.h"
#include "quflux/cli/examples.h"
#include "quflux/cli/explore.h"
#include "quflux/cli/figure_file.h"
#include "quflux/cli/grade.h"
#include "quflux/cli/manual.h"
#include "quflux/cli/map.h"
#include "quflux/cli/merge.h"
#include "quflux/cli/new.h"
#include "quflux/cli/parse_words.h"
#include "quflux/cli/response.h"
#include "quflux/cli/run.h"
#include "quflux/cli/transition.h"
#include "quflux/core/error.h"
#include "quflux/core/nearest.h"
#include "quflux/core/parallel.h"
#include "quflux/core/shortened.h"
#include "quflux/core/utf8.h"
#include "quflux/core/version.h"
#include "quflux/mapping/mapping.h"
#include "quflux/method/equation.h"
#include "quflux/numerics/memory.h"
#include "quflux/observable/observable.h"

namespace quflux::inline cli {

namespace {

constexpr const char* kDescription =
    "quflux: energy flows through open quantum systems, from weak to strong coupling.\n";

constexpr const char* kExamples =
    "Examples:\n"
    "  quflux new pair                a commented model file to begin with\n"
    "  quflux examples                models with real physics to copy\n"
    "  quflux check pair.toml         what it means, and which equation holds\n"
    "  quflux audit pair.toml         whether to believe its numbers\n"
    "  quflux run pair.toml --plot    compute and draw it\n"
    "  quflux explore pair.toml       a page that computes while one moves it\n"
    "  quflux transition --help       exceptional points: where coupling becomes strong\n"
    "  quflux run --help              what else it can do\n";

constexpr int kCannotDraw = 1;
constexpr int kCannotRun = 2;

// Sections of options in the help of a command.
constexpr const char* kModel = "Model";
constexpr const char* kResults = "Results";
constexpr const char* kWork = "Work";

// Commands section by section, a line each; the help of a command has the rest.
class HelpFormatter : public CLI::Formatter {
 public:
  std::string make_help(const CLI::App* app, std::string name,
                        CLI::AppFormatMode mode) const override {
    std::string text = CLI::Formatter::make_help(app, std::move(name), mode);
    // CLI11 parts sections twice.
    for (auto at = text.find("\n\n\n"); at != std::string::npos; at = text.find("\n\n\n", at)) {
      text.erase(at, 1);
    }
    return text;
  }
  std::string make_option_opts(const CLI::Option* option) const override {
    std::string text = CLI::Formatter::make_option_opts(option);
    const std::string type = option->get_type_name();
    const auto at = type.empty() ? std::string::npos : text.find(type);
    return at == std::string::npos ? text : text.replace(at, type.size(), shown_value(type));
  }
  std::string make_subcommand(const CLI::App* sub) const override {
    return fmt::format("  {:<12}  {}\n", sub->get_name(), command_row(sub->get_name()).summary);
  }
};

// Values that are numbers; CLI11 would only say that it cannot convert others.
template <class Number>
CLI::Validator is_number(const char* what) {
  return CLI::Validator(
      [what](const std::string& given) {
        Number unused{};
        return CLI::detail::lexical_cast(given, unused)
                   ? std::string()
                   : fmt::format("'{}' is no {}", one_line(given), what);
      },
      "");
}
CLI::Validator is_a_number() { return is_number<double>("number"); }
CLI::Validator is_a_count(int least, int most) {
  return CLI::Validator(
      [least, most](const std::string& given) {
        int count = 0;
        return CLI::detail::lexical_cast(given, count) && count >= least && count <= most
                   ? std::string()
                   : fmt::format(
                         "it is '{}'; it must be a whole number from {} to {}, in digits "
                         "alone",
                         one_line(given), least, most);
      },
      "");
}

// "{a,b,c}": a value that is one of these, as help and completion show it.
std::string choice(const std::vector<std::string>& names) {
  return fmt::format("{{{}}}", fmt::join(names, ","));
}

CLI::Validator is_one_of(const std::vector<std::string>& names) {
  return CLI::Validator(
      [names](const std::string& given) {
        return std::ranges::find(names, given) != names.end()
                   ? std::string()
                   : fmt::format("it is '{}'; it must be one of {}{}", one_line(given),
                                 fmt::join(names, ", "), did_you_mean(given, names));
      },
      choice(names));
}

// Running the subcommand sets `status`.
template <typename Command>
CLI::App& add_command(CLI::App& app, const char* name, const Command& command,
                      int (*run)(const Command&), int& status) {
  CLI::App& sub = *app.add_subcommand(name, Command::kHelp);
  sub.group(std::string(command_row(name).section));
  sub.footer(Command::kExamples);
  sub.callback([&command, run, &status] { status = run(command); });
  return sub;
}

void add_model(CLI::App& sub, std::string& model, const char* help = "Model file (TOML)") {
  sub.add_option("model", model, help)->required()->type_name("MODEL.toml");
}

void add_settings(CLI::App& sub, std::vector<Setting>& settings) {
  sub.add_option_function<std::vector<std::string>>(
         "--set",
         [&settings](const std::vector<std::string>& given) {
           settings.assign(given.begin(), given.end());
         },
         "Change a key of the model file: PATH=VALUE; may be given several times")
      ->type_name("PATH=VALUE")
      ->expected(1)
      ->take_all()
      ->group(kModel);
}

void add_parameter(CLI::App& sub, std::string& parameter) {
  sub.add_option("--parameter", parameter,
                 "The parameter, by its path, as in coupling.rabi.strength")
      ->required()
      ->type_name("PATH");
}

void add_bound(CLI::App& sub, const char* name, double& bound, const char* help) {
  sub.add_option(name, bound, help)->required()->type_name("NUMBER")->check(is_a_number());
}

void add_out(CLI::App& sub, std::optional<std::string>& out, const char* help) {
  sub.add_option("-o,--out", out, help)->type_name("FILE.nc")->group(kResults);
}

void add_format(CLI::App& sub, std::optional<std::string>& format, const char* help,
                const std::vector<std::string>& formats) {
  sub.add_option("--format", format, help)->check(is_one_of(formats))->group(kResults);
}

void add_plot(CLI::App& sub, std::optional<std::string>& plot, const char* help) {
  sub.add_option("--plot", plot, help)
      ->type_name("[FILE]")
      ->expected(0, 1)
      ->default_str("")
      ->group(kResults);
}

void add_resume(CLI::App& sub, bool& resume) {
  sub.add_flag("--resume", resume, "Go on from what is kept beside the file of -o")->group(kWork);
}

// --set, -o, --format and --plot.
template <typename Command>
void add_outputs(CLI::App& sub, Command& command) {
  add_settings(sub, command.settings);
  add_out(sub, command.out,
          "Write the results to this NetCDF file, or as comma-separated values to a .csv");
  add_format(sub, command.format, "Print the results as table, csv or json",
             {"table", "csv", "json"});
  add_plot(sub, command.plot,
           "Draw FILE, a .png, .svg or .pdf, with quflux's Python package; named like model and "
           "command when "
           "no FILE is given");
}

void add_new(CLI::App& app, NewCommand& command, int& status) {
  CLI::App& sub = add_command(app, "new", command, write_starter, status);
  sub.footer(NewCommand::kExamples + ("\nFamilies:\n" + titles(starter_files())));
  sub.add_option("kind", command.kind, "The family, see below")
      ->required()
      ->type_name(choice(stems(starter_files())));
  sub.add_option("-o,--out", command.out, "Name of the file; KIND.toml when not given")
      ->type_name("FILE.toml");
}

void add_examples(CLI::App& app, ExamplesCommand& command, int& status) {
  CLI::App& sub = add_command(app, "examples", command, copy_examples, status);
  sub.add_option("name", command.names, "Which to copy; lists them when absent")
      ->type_name("NAME:" + choice(stems(example_files())));
  sub.add_flag("--all", command.all, "Copy all of them");
  sub.add_option("-o,--out", command.out, "Folder to copy them to; the one at hand when not given")
      ->type_name("FOLDER");
}

void add_check(CLI::App& app, CheckCommand& command, int& status) {
  CLI::App& sub = add_command(app, "check", command, check_model, status);
  add_model(sub, command.model);
  add_settings(sub, command.settings);
}

void add_audit(CLI::App& app, AuditCommand& command, int& status) {
  CLI::App& sub = add_command(app, "audit", command, audit_model, status);
  add_model(sub, command.model);
  add_settings(sub, command.settings);
  add_format(sub, command.format, "Print the audit as tables, or as json", {"table", "json"});
  sub.add_option("--report", command.report, "Write it to this page, with the model and figures")
      ->type_name("FILE.html")
      ->group(kResults);
}

// A table's rows, one a line.
template <class Row>
std::string lines(const char* title, const std::vector<Row>& table) {
  std::string text = fmt::format("\n{}\n", title);
  std::size_t width = 0;
  for (const Row& row : table) width = std::max(width, std::string_view(row.name).size());
  for (const Row& row : table) text += fmt::format("  {:<{}}  {}\n", row.name, width, row.help);
  return text;
}

// What a run may be told besides its model.
void add_run_options(CLI::App& sub, RunCommand& command) {
  add_outputs(sub, command);
  add_resume(sub, command.resume);
  sub.add_option("--part", command.part,
                 "Compute only the K-th of N parts, into the file of -o; quflux merge joins them")
      ->type_name("K/N")
      ->group(kWork);
  sub.add_option("--threads", command.threads, "How many threads; as many as cores when absent")
      ->type_name("N")
      ->check(is_a_count(1, 4 * thread_count()))
      ->group(kWork);
  sub.add_option("--road", command.road,
                 "auto takes the closed forms of pairs, chains and networks where there are any, "
                 "density_matrix\nnone of them; the numbers are the same up to rounding and to the "
                 "levels of oscillators, which only the\ndensity matrix cuts")
      ->check(is_one_of({"auto", "density_matrix"}))
      ->capture_default_str()
      ->group(kWork);
}

void add_run(CLI::App& app, RunCommand& command, int& status) {
  CLI::App& sub = add_command(app, "run", command, run_model, status);
  sub.footer(RunCommand::kExamples + lines("Equations of a model file:", equations()) +
             lines("Its outputs:", observables()));
  add_model(sub, command.model, "Model file (TOML); `quflux new` writes one to begin with");
  add_run_options(sub, command);
}

void add_evolve(CLI::App& app, EvolveCommand& command, int& status) {
  CLI::App& sub = add_command(app, "evolve", command, evolve_model, status);
  add_model(sub, command.model);
  sub.add_option("--to", command.to, "Last time, from 0 on")
      ->type_name("NUMBER")
      ->check(is_a_number());
  sub.add_option("--points", command.points, "How many times; 101 when absent")
      ->type_name("N")
      ->check(is_a_count(2, 10'000'000));
  sub.add_option(
         "--initial", command.initial,
         "State at t = 0: ground, excited, the number of a level or {temperature=T} of a "
         "site; sites that\nare not named are in their ground state, whatever the file says; "
         "or gibbs=T")
      ->type_name("SITE=STATE")
      ->expected(1)
      ->take_all();
  sub.add_flag("--cycle", command.cycle,
               "Begin in the limit cycle of the periodic drives of the file, and follow one period "
               "of it unless\n--to or the file says how long");
  add_run_options(sub, command);
}

void add_merge(CLI::App& app, MergeCommand& command, int& status) {
  CLI::App& sub = add_command(app, "merge", command, merge_parts, status);
  sub.add_option("parts", command.parts, "Parts, as quflux run --part writes them")
      ->required()
      ->type_name("PART.nc");
  sub.add_option("-o,--out", command.out, "Write the whole result to this NetCDF file")
      ->required()
      ->type_name("FILE.nc");
}

// The shapes of all commands are those of `app`, which knows itself when the command runs.
void add_completion(CLI::App& app, CompletionCommand& command, int& status) {
  command.commands = [&app] { return command_shapes(app); };
  CLI::App& sub = add_command(app, "completion", command, write_completion, status);
  sub.add_option("shell", command.shell, "The shell")->required()->type_name(choice(shells()));
  sub.add_option("-o,--out", command.out, "Write the script to this file")->type_name("FILE");
}

void add_manual(CLI::App& app, ManualCommand& command, int& status) {
  command.commands = [&app] { return command_shapes(app); };
  CLI::App& sub = add_command(app, "manual", command, write_manual, status);
  std::vector<std::string> names;
  for (const CommandRow& row : command_table()) names.emplace_back(row.name);
  sub.add_option("name", command.name, "The command")->type_name(choice(names));
  sub.add_option("-o,--out", command.out, "Write all pages into this folder")->type_name("FOLDER");
}

void add_map(CLI::App& app, MapCommand& command, int& status) {
  CLI::App& sub = add_command(app, "map", command, map_model, status);
  sub.footer(MapCommand::kExamples + lines("Mappings:", mappings()));
  add_model(sub, command.model);
  add_settings(sub, command.settings);
  std::vector<std::string> names;
  for (const MappingKind& mapping : mappings()) names.emplace_back(mapping.name);
  sub.add_option("--to", command.to, "Which mapping, see below")
      ->required()
      ->type_name(choice(names));
  sub.add_option("--levels", command.levels,
                 "Levels of each mode; as many as its temperature populates when absent")
      ->type_name("N")
      ->check(is_a_count(2, 1000));
  sub.add_option(
         "--modes", command.modes,
         "Modes of each bath, fitted to its spectral density, instead of one by its moments")
      ->type_name("N")
      ->check(is_a_count(1, 8));
  sub.add_option("-o,--out", command.out, "Write the model to this file")
      ->type_name("FILE.toml")
      ->group(kResults);
}

// --near and --count.
template <typename Command>
void add_near(CLI::App& sub, Command& command) {
  sub.add_option("--near", command.near,
                 "The eigenvalues of the generator that are closest to X + iY, of density matrices "
                 "of more than 64 dimensions, too")
      ->type_name("X[,Y]");
  sub.add_option("--count", command.count, "How many of them; 6 when absent")
      ->type_name("K")
      ->check(is_a_count(1, 64));
}

void add_eigenvalues(CLI::App& app, EigenvaluesCommand& command, int& status) {
  CLI::App& sub = add_command(app, "eigenvalues", command, run_eigenvalues, status);
  add_model(sub, command.model);
  add_parameter(sub, command.parameter);
  add_bound(sub, "--from", command.from, "First value");
  add_bound(sub, "--to", command.to, "Last value");
  sub.add_option("--points", command.points, "How many values")
      ->type_name("N")
      ->check(is_a_count(2, 1'000'000))
      ->capture_default_str();
  sub.add_option(
         "--matrix", command.matrix,
         "Of which matrix: the generator of the density matrix, or that of the amplitudes or "
         "the second moments\nwhere an equation closes on them; slow: the slow eigenvalues of heom "
         "and exact, which have none of these")
      ->check(is_one_of({"generator", "moments", "amplitude", "slow"}))
      ->capture_default_str();
  add_near(sub, command);
  add_outputs(sub, command);
}

void add_transition(CLI::App& app, TransitionCommand& command, int& status) {
  CLI::App& sub = add_command(app, "transition", command, run_transition, status);
  add_model(sub, command.model);
  add_parameter(sub, command.parameter);
  add_bound(sub, "--from", command.from, "Smallest value");
  add_bound(sub, "--to", command.to, "Largest value");
  sub.add_option("--second", command.second,
                 "Another parameter, by its path: points in the plane of two real numbers")
      ->type_name("PATH");
  sub.add_option("--second-from", command.second_from, "Its smallest value")
      ->type_name("NUMBER")
      ->check(is_a_number());
  sub.add_option("--second-to", command.second_to, "Its largest value")
      ->type_name("NUMBER")
      ->check(is_a_number());
  sub.add_option("--height", command.height,
                 "How far from the real axis to look; half of the interval when absent")
      ->type_name("NUMBER")
      ->check(is_a_number());
  sub.add_option("--matrix", command.matrix,
                 "Which matrix to search: amplitude where an equation closes on the amplitudes, "
                 "else generator,\nwhen absent")
      ->check(is_one_of({"generator", "amplitude"}));
  add_near(sub, command);
  add_outputs(sub, command);
  add_resume(sub, command.resume);
}

void add_grade(CLI::App& app, GradeCommand& command, int& status) {
  CLI::App& sub = add_command(app, "grade", command, grade_model, status);
  add_model(sub, command.model);
  add_settings(sub, command.settings);
  add_out(sub, command.out, "Write the errors to this NetCDF file");
  add_format(sub, command.format, "Print the grades as a table, or all errors as json",
             {"table", "json"});
  add_plot(sub, command.plot,
           "Draw FILE, a .png, .svg or .pdf, with quflux's Python package; MODEL_grades.png when "
           "no FILE is "
           "given");
  add_resume(sub, command.resume);
}

void add_response(CLI::App& app, ResponseCommand& command, int& status) {
  CLI::App& sub = add_command(app, "response", command, find_response, status);
  add_model(sub, command.model);
  sub.add_option("--keys", command.keys,
                 "By which numbers, by their paths, as in coupling.rabi.strength; all when absent")
      ->type_name("PATH");
  sub.add_option("--road", command.road,
                 "density_matrix cuts oscillators at their levels and has exact derivatives; auto "
                 "takes networks of\noscillators without a cut, and tells the error of theirs")
      ->check(is_one_of({"auto", "density_matrix"}))
      ->capture_default_str()
      ->group(kWork);
  add_settings(sub, command.settings);
  add_out(sub, command.out,
          "Write the derivatives to this NetCDF file, or as comma-separated values to a .csv");
  sub.add_option("--format", command.format, "Print them as table, csv or json")
      ->check(is_one_of({"table", "csv", "json"}))
      ->capture_default_str()
      ->group(kResults);
}

void add_explore(CLI::App& app, ExploreCommand& command, int& status) {
  CLI::App& sub = add_command(app, "explore", command, write_explorer, status);
  sub.add_option("model", command.model, "Model file (TOML); two atoms when absent")
      ->type_name("MODEL.toml");
  add_settings(sub, command.settings);
  sub.add_option("-o,--out", command.out,
                 "Write the page to this file; MODEL.html or explorer.html when absent")
      ->type_name("FILE.html");
}

// What former versions called otherwise.
struct Renamed {
  std::string_view old;
  const char* now;
};
constexpr std::array kRenamed{Renamed{"spectrum", "eigenvalues"}, Renamed{"--kernel", "--road"},
                              Renamed{"--moments", "--matrix moments"},
                              Renamed{"--generator", "--matrix generator"}};

// The options that a command needs and was not given, all of them, in words; empty without such.
std::string missing_options(const CLI::App& command, std::span<const char* const> words) {
  std::string missing;
  int count = 0;
  for (const CLI::Option* option : command.get_options()) {
    const std::string name = option->get_name();
    const auto is_it = [&](std::string_view word) {
      return word == name || word.starts_with(name + "=");
    };
    if (!option->get_required() || !name.starts_with("--")) continue;
    if (std::ranges::any_of(words, is_it)) continue;
    missing += fmt::format("{}{} {}", missing.empty() ? "" : ", ", name, option->get_type_name());
    ++count;
  }
  return missing.empty() ? "" : missing + (count > 1 ? " are missing" : " is missing");
}

void require_no_former_name(const CLI::App& app, std::span<const char* const> words) {
  std::string renamed;
  std::string command = words.empty() ? "" : words[0];
  for (std::size_t i = 0; i < words.size(); ++i) {
    const std::string_view word = words[i];
    const auto* const row = std::ranges::find(kRenamed, word, &Renamed::old);
    if (row == kRenamed.end() || (i == 0) == word.starts_with('-')) continue;
    if (i == 0) command = row->now;
    renamed +=
        fmt::format("{}'{}' is now called '{}'", renamed.empty() ? "" : ", ", word, row->now);
  }
  if (renamed.empty()) return;
  const auto known =
      app.get_subcommands([&](const CLI::App* sub) { return sub->get_name() == command; });
  if (known.empty()) throw Error(renamed + "; see quflux --help");
  const std::string missing = missing_options(*known.front(), words);
  throw Error(fmt::format("{}{}{}; see quflux {} --help", renamed, missing.empty() ? "" : "; ",
                          missing, command));
}

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
  if (const std::string reason = address_space_obstacle(); !reason.empty()) {
    fmt::print(stderr, "quflux: {}\n", reason);
    std::_Exit(kCannotRun);  // what else ends the program would wait for BLAS's threads
  }
  CLI::App app(kDescription, "quflux");
  app.footer(kExamples);
  app.formatter(std::make_shared<HelpFormatter>());
  app.require_subcommand(1);
  app.set_version_flag("--version", "quflux " + std::string(kVersion));

  int status = 0;
  NewCommand make_new;
  add_new(app, make_new, status);
  ExamplesCommand examples;
  add_examples(app, examples, status);
  CheckCommand check;
  add_check(app, check, status);
  RunCommand run;
  add_run(app, run, status);
  EvolveCommand evolve;
  add_evolve(app, evolve, status);
  MergeCommand merge;
  add_merge(app, merge, status);
  MapCommand map;
  add_map(app, map, status);
  AuditCommand audit;
  add_audit(app, audit, status);
  GradeCommand grade;
  add_grade(app, grade, status);
  TransitionCommand transition;
  add_transition(app, transition, status);
  EigenvaluesCommand eigenvalues;
  add_eigenvalues(app, eigenvalues, status);
  ResponseCommand response;
  add_response(app, response, status);
  ExploreCommand explore;
  add_explore(app, explore, status);
  CompletionCommand completion;
  add_completion(app, completion, status);
  ManualCommand manual;
  add_manual(app, manual, status);

  const auto words = std::span(argv, static_cast<std::size_t>(argc)).subspan(argc > 0 ? 1 : 0);
  try {
    require_no_former_name(app, words);
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
    const std::vector<CLI::App*> chosen = app.get_subcommands();
    const std::string command = chosen.empty() ? "" : chosen.front()->get_name() + " ";
    const std::string missing = chosen.empty() ? "" : missing_options(*chosen.front(), words);
    const bool lacks = dynamic_cast<const CLI::RequiredError*>(&error) != nullptr;
    const std::string reason = lacks && !missing.empty() ? missing : parse_words(error);
    fmt::print(stderr, "quflux: {}; see quflux {}--help\n", shortened(reason), command);
    return kCannotRun;
  } catch (const CannotDraw& error) {
    fmt::print(stderr, "quflux: {}\n", error.what());
    return kCannotDraw;
  } catch (const std::bad_alloc&) {
    fmt::print(stderr, "quflux: not enough memory; ask for fewer points, outputs or levels\n");
    return kCannotRun;
  } catch (const std::exception& error) {
    fmt::print(stderr, "quflux: {}\n", shortened(error.what()));
    return kCannotRun;
  }
  return status;
}

}  // namespace quflux::inline cli
