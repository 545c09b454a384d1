// The program itself, run as a user would, on real files.

#include <unistd.h>

#include <array>
#include <cmath>
#include <csignal>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <map>
#include <regex>
#include <sstream>
#include <sys/resource.h>
#include <sys/wait.h>
#include <thread>
#include <tuple>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "quflux/cli/command_table.h"
#include "quflux/cli/completion.h"
#include "quflux/cli/embedded_files.h"
#include "quflux/core/version.h"
#include "quflux/files/atomic_file.h"
#include "quflux/files/netcdf.h"

namespace quflux::inline cli {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

struct Outcome {
  int status;
  std::string out;
  std::string err;
};

std::string content(const fs::path& path) {
  std::ifstream stream(path);
  std::ostringstream text;
  text << stream.rdbuf();
  return text.str();
}

class Program : public testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = (fs::temp_directory_path() / "quflux_test_XXXXXX").string();
    ASSERT_NE(mkdtemp(pattern.data()), nullptr);
    dir_ = pattern;
    // The figure is a copy of the data.
    write_python(
        "for last; do :; done; for a; do case \"$a\" in --out=*) /bin/cp \"$last\" "
        "\"${a#--out=}\";; "
        "esac; done");
  }
  void TearDown() override { fs::remove_all(dir_); }

  // A Python whose package draws as the shell commands say; QUFLUX_PYTHON leads to it.
  void write_python(const std::string& commands) const {
    const fs::path python = dir_ / "python/python3";
    fs::create_directories(python.parent_path());
    std::ofstream(python) << "#!/bin/sh\n" << commands << "\n";
    fs::permissions(python, fs::perms::owner_all);
    ::setenv("QUFLUX_PYTHON", python.c_str(), 1);
  }

  // Runs `quflux ARGS` in the test's folder; `prefix` and `suffix` are shell text around it.
  Outcome run(const std::string& args, const std::string& prefix = "",
              const std::string& suffix = "") const {
    const std::string command = "cd '" + dir_.string() + "' && " + prefix +
                                " '" QUFLUX_PROGRAM "' " + args + " >.out 2>.err </dev/null" +
                                suffix;
    const int status = std::system(command.c_str());
    return {WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status), content(dir_ / ".out"),
            content(dir_ / ".err")};
  }

  static void expect_error(const Outcome& outcome, const std::string& text) {
    EXPECT_EQ(outcome.status, 2) << outcome.err;
    EXPECT_THAT(outcome.err, HasSubstr(text));
    EXPECT_THAT(outcome.err, testing::StartsWith("quflux: "));
    EXPECT_EQ(std::ranges::count(outcome.err, '\n'), 1) << outcome.err;
    EXPECT_EQ(outcome.out, "");
  }

  std::vector<std::string> files(const fs::path& folder) const {
    std::vector<std::string> names;
    for (const auto& entry : fs::directory_iterator(dir_ / folder)) {
      names.push_back(entry.path().filename());
    }
    std::ranges::sort(names);
    return names;
  }

  fs::path dir_;
};

// Two atoms at the numbers of the paper, written by `new pair`.
TEST_F(Program, AuditPrintsVerdictsAndWritesAPage) {
  run("new pair");
  const Outcome words = run("audit pair.toml --report page.html");
  EXPECT_EQ(words.status, 0) << words.err;
  EXPECT_THAT(words.out, HasSubstr("global: "));
  EXPECT_THAT(words.out, HasSubstr("Use "));
  const std::string page = content(dir_ / "page.html");
  EXPECT_THAT(page, testing::StartsWith("<!doctype html>"));
  EXPECT_THAT(page, testing::EndsWith("</html>\n"));
  for (const char* of_the_network : {"http://", "https://", "<script", "@import", "url("}) {
    EXPECT_THAT(page, testing::Not(HasSubstr(of_the_network)));
  }
  const auto json = nlohmann::json::parse(run("audit pair.toml --format json").out);
  const auto& check = json.at("equations").at("global").at("first_law");
  EXPECT_EQ(check.at("verdict"), "ok");
  EXPECT_TRUE(check.at("value").is_number());
  EXPECT_TRUE(check.at("meaning").is_string());
}

TEST_F(Program, AuditRefusesAPageThatIsNone) {
  run("new pair");
  expect_error(run("audit pair.toml --report page.pdf"), "it must end in .html");
  run("", "", "; mkdir shut.html");
  expect_error(run("audit pair.toml --report shut.html"), "shut.html");
}

TEST_F(Program, HelpTeaches) {
  for (const char* args : {"--help", "run --help", "check --help", "new --help",
                           "transition --help", "eigenvalues --help", "grade --help"}) {
    const Outcome outcome = run(args);
    EXPECT_EQ(outcome.status, 0);
    EXPECT_THAT(outcome.out, HasSubstr("Examples:"));
    EXPECT_EQ(outcome.err, "");
  }
  EXPECT_EQ(run("--version").out, "quflux " + std::string(kVersion) + "\n");
}

TEST_F(Program, WritesCommaSeparatedValues) {
  run("new pair");
  const Outcome printed = run("run pair.toml --format csv");
  EXPECT_EQ(run("run pair.toml -o pair.csv --plot pair.png").status, 0);
  EXPECT_EQ(content(dir_ / "pair.csv"), printed.out);
  EXPECT_THAT(printed.out, HasSubstr("\n0.002,local,"));  // no digits that are not needed
  EXPECT_EQ(
      run("transition pair.toml --parameter coupling.rabi.strength --from 0 --to 0.1 -o t.csv")
          .status,
      0);
  EXPECT_THAT(content(dir_ / "t.csv"), HasSubstr("local"));
  expect_error(run("run pair.toml --resume"), "--resume needs -o FILE");
  run("new cavity");
  expect_error(run("grade cavity.toml -o grades.csv"), "it must end in .nc");
}

TEST_F(Program, TakesTheMomentsOfTheStarter) {
  run("new pair");
  const Outcome outcome =
      run("eigenvalues pair.toml --parameter coupling.rabi.strength --from 0 --to 0.1 --points 3 "
          "--matrix moments --plot");
  EXPECT_EQ(outcome.status, 0) << outcome.err;
  EXPECT_TRUE(fs::exists(dir_ / "pair_eigenvalues.png"));
}

TEST_F(Program, PathsMayHaveBlanksAndAccents) {
  run("new pair");
  fs::create_directory(dir_ / "mes données");
  fs::rename(dir_ / "pair.toml", dir_ / "mes données/modèle 1.toml");
  const Outcome outcome =
      run("run 'mes données/modèle 1.toml' -o 'mes données/flux 1.nc' --plot "
          "'mes données/figure 1.png'");
  EXPECT_EQ(outcome.status, 0) << outcome.err;
  EXPECT_THAT(files("mes données"),
              testing::ElementsAre("figure 1.png", "flux 1.nc", "modèle 1.toml"));
}

TEST_F(Program, BadCommandLines) {
  expect_error(run(""), "no command is given");
  expect_error(run("rum"), "did you mean 'run'?");
  expect_error(run("run pair.toml --road maybe"), "--road");
  expect_error(run("run pair.toml --plott"), "--plott");
  expect_error(run("spectrum pair.toml"), "'spectrum' is now called 'eigenvalues'");
  expect_error(run("run pair.toml --kernel off"), "'--kernel' is now called '--road'");
}

TEST_F(Program, AllThatIsMissingIsToldAtOnce) {
  expect_error(run("spectrum pair.toml --moments --to=1"),
               "'spectrum' is now called 'eigenvalues', '--moments' is now called '--matrix "
               "moments'; --parameter PATH, --from NUMBER are missing; see quflux eigenvalues "
               "--help");
  ASSERT_EQ(run("new pair").status, 0);
  expect_error(run("eigenvalues pair.toml --to 1"),
               "quflux: --parameter PATH, --from NUMBER are missing; see quflux eigenvalues");
  expect_error(run("eigenvalues pair.toml --to 1 --from 0"), "quflux: --parameter PATH is missing");
}

TEST_F(Program, LongWordsAreCutInMessages) {
  ASSERT_EQ(run("new pair").status, 0);
  const std::string dots(30000, '.');
  for (const std::string& words :
       {"check pair.toml --set a" + dots + "=1", "check pair.toml --a" + dots, "a" + dots,
        "check a" + dots, "transition pair.toml --parameter a" + dots + " --from 0 --to 1"}) {
    const Outcome outcome = run(words);
    EXPECT_EQ(outcome.status, 2);
    EXPECT_LT(outcome.err.size(), 2100U) << words.substr(0, 40);
    EXPECT_THAT(outcome.err, testing::HasSubstr("bytes left out"));
  }
}

TEST_F(Program, UnwritableFolderLeavesNothingBehind) {
  ASSERT_EQ(run("new pair").status, 0);
  std::ofstream(dir_ / "file") << "in the way";
  expect_error(run("run pair.toml -o file/below/x.nc"), "file/below");
  expect_error(run("run pair.toml -o /proc/quflux/x.nc"), "/proc/quflux");
}

TEST_F(Program, FullDiskLeavesNoHalfWrittenFile) {
  ASSERT_EQ(run("new pair").status, 0);
  // A limit on file sizes stands in for a full disk: every write beyond 64 KiB fails.
  fs::create_directory(dir_ / "o");
  const Outcome outcome =
      run("run pair.toml --set sweep.coupling.rabi.strength.points=5000 -o o/pair.nc",
          "ulimit -f 64 && trap '' XFSZ &&");
  EXPECT_THAT(outcome.err, HasSubstr("o/pair.nc"));
  EXPECT_EQ(std::ranges::count(outcome.err, '\n'), 1) << outcome.err;
  // Where it took more than a second, what is finished is kept.
  for (const std::string& file : files("o")) EXPECT_THAT(file, testing::EndsWith(".unfinished"));
}

TEST_F(Program, OutputThatCannotBeWrittenIsAnError) {
  ASSERT_EQ(run("new pair").status, 0);
  for (const char* args : {"check pair.toml", "run pair.toml", "run pair.toml --set sweep={}",
                           "--help", "new levels"}) {
    const Outcome outcome = run(args, "", " >/dev/full");
    EXPECT_EQ(outcome.status, 2) << args;
    EXPECT_THAT(outcome.err, HasSubstr("No space left on device")) << args;
    EXPECT_EQ(std::ranges::count(outcome.err, '\n'), 1) << outcome.err;
  }
}

TEST_F(Program, HugeFilesAreNotRead) {
  std::ofstream(dir_ / "huge.toml") << "title = \"huge\"";
  fs::resize_file(dir_ / "huge.toml", std::uintmax_t{1} << 40U);  // takes no room on the disk
  expect_error(run("check huge.toml"), "has 1099511627776 bytes");
  fs::create_symlink("loop.toml", dir_ / "loop.toml");
  expect_error(run("check loop.toml"), "cannot read 'loop.toml'");
}

TEST_F(Program, WhatCannotBeWrittenOrDrawnIsToldBeforeTheWork) {
  ASSERT_EQ(run("new pair").status, 0);
  fs::copy_file(dir_ / "pair.toml", dir_ / "my pair.toml");
  // Ten million points: whoever computes first runs out of time here.
  const std::string run_long = "run pair.toml --set sweep.coupling.rabi.strength.points=10000000 ";
  fs::create_directory(dir_ / "folder");
  expect_error(run(run_long + "-o folder", "timeout 2"), "folder': Is a directory");
  expect_error(run(run_long + "-o ''", "timeout 2"), "cannot write ''");
  expect_error(run(run_long + "-o pair.toml", "timeout 2"), "which is read");
  for (const char* file : {"pair.gif", "pair"}) {
    expect_error(run(run_long + "--plot " + file, "timeout 2"), "must end in .png, .svg or .pdf");
  }
  expect_error(run(run_long + "--plot folder/.png", "timeout 2"), "must end in .png");
  expect_error(run(run_long + "--plot pair.toml/a.png", "timeout 2"), "pair.toml");
  expect_error(run("run pair.toml --set sweep={} --plot"), "one or two swept keys");
}

TEST_F(Program, FilesHaveAnEndingThatIsKnownAndAFolderThatIsThere) {
  ASSERT_EQ(run("new pair").status, 0);
  ASSERT_EQ(run("new cavity").status, 0);
  const std::vector<std::string> before = files(".");
  const std::string range = " --parameter coupling.rabi.strength --from 0 --to 0.1 ";
  const std::string second = "--second site.b.frequency --second-from 0.9 --second-to 1.1 ";
  const std::vector<std::tuple<std::string, std::string, std::string>> commands{
      {"run pair.toml", "-o", ".nc or .csv"},
      {"run pair.toml", "--plot", ".png, .svg or .pdf"},
      {"evolve pair.toml --to 1 --initial a=excited", "-o", ".nc or .csv"},
      {"grade cavity.toml", "-o", ".nc"},
      {"grade cavity.toml", "--plot", ".png, .svg or .pdf"},
      {"response pair.toml", "-o", ".nc or .csv"},
      {"transition pair.toml" + range, "-o", ".nc or .csv"},
      {"transition pair.toml" + range, "--plot", ".png, .svg or .pdf"},
      {"eigenvalues pair.toml" + range, "-o", ".nc or .csv"},
      {"map pair.toml --to reaction_coordinate", "-o", ".toml"},
      {"merge pair.toml", "-o", ".nc"},
      {"audit pair.toml", "--report", ".html"},
      {"explore pair.toml", "-o", ".html"},
      {"new pair", "-o", ".toml"},
  };
  for (const auto& [command, option, endings] : commands) {
    for (const char* name : {"out.xyz", "out"}) {
      expect_error(run(command + " " + option + " " + name),
                   fmt::format("{} is '{}'; it must end in {}", option, name, endings));
    }
    const std::string ending = endings.substr(0, endings.find_first_of(", "));
    expect_error(run(command + " " + option + " none/out" + ending),
                 "none/out" + ending + "': the folder 'none' does not exist");
  }
  expect_error(run("transition pair.toml" + range + second + "-o none/out.csv"),
               "the folder 'none' does not exist");
  EXPECT_EQ(files("."), before);
  EXPECT_EQ(run("run pair.toml -o /dev/null").status, 0);
}

#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
// Sanitizers reserve more addresses than this limit allows.
TEST_F(Program, MoreThanTheMemoryHoldsIsExplained) {
  ASSERT_EQ(run("new pair").status, 0);
  // BLAS takes 2^17 KiB for each of its threads and for each of those that call it.
  const unsigned limit = 300'000 + 2 * std::thread::hardware_concurrency() * (1U << 17U);
  for (const char* const out : {"", " -o huge.csv --format csv"}) {
    expect_error(
        run(std::string("run pair.toml --set sweep.coupling.rabi.strength.points=10000000") + out,
            "ulimit -v " + std::to_string(limit) + " &&"),
        "GiB are available; quflux run -o FILE, without --format and --plot, has a part");
  }
}

// With less, the threads of BLAS would ask for it again and again, and not let the program end.
TEST_F(Program, AnAddressSpaceTooSmallForBlasIsRefused) {
  expect_error(run("--version", "ulimit -v 200000 &&"), "(ulimit -v) leaves less than");
}
#endif

TEST_F(Program, WithoutAPythonThatDrawsOneLineSaysSoBeforeTheWork) {
  ASSERT_EQ(run("new pair").status, 0);
  const std::string long_run =
      "run pair.toml --set sweep.coupling.rabi.strength.points=10000000 --plot";
  const Outcome none = run(long_run, "QUFLUX_PYTHON= PATH=/nowhere");
  EXPECT_EQ(none.status, 1);
  EXPECT_THAT(none.err, testing::StartsWith("quflux: --plot draws with the Python package"));
  EXPECT_THAT(none.err, HasSubstr("name its Python in QUFLUX_PYTHON"));
  EXPECT_EQ(std::ranges::count(none.err, '\n'), 1) << none.err;

  write_python("echo 'quflux.plot: the Python package has version 0.0.9' >&2; exit 2");
  const Outcome old = run(long_run);
  EXPECT_EQ(old.status, 1);
  EXPECT_EQ(old.err, "quflux: --plot: the Python package has version 0.0.9\n");
}

TEST_F(Program, APictureIsDrawnOfTheDatasetJustWritten) {
  ASSERT_EQ(run("new pair").status, 0);
  // No shell ever reads the names.
  const Outcome outcome = run("run pair.toml --format csv -o 'd $(x).nc' --plot 'a \"b\" $c;.svg'");
  EXPECT_EQ(outcome.status, 0) << outcome.err;
  EXPECT_EQ(content(dir_ / "a \"b\" $c;.svg"), content(dir_ / "d $(x).nc"));
  const Dataset drawn = read_netcdf(dir_ / "a \"b\" $c;.svg");
  EXPECT_EQ(std::get<std::string>(drawn.attributes.at(kFigure)), "curves");
  EXPECT_EQ(std::get<std::string>(drawn.attributes.at(kPanels)), "energy_flow entropy_production");
}

TEST_F(Program, APythonBesideTheProgramDraws) {
  ASSERT_EQ(run("new pair").status, 0);
  fs::copy_file(QUFLUX_PROGRAM, dir_ / "python/quflux");
  const std::string command =
      "cd '" + dir_.string() +
      "' && QUFLUX_PYTHON=/nowhere PATH=/nowhere python/quflux run pair.toml "
      "--format csv --plot >.out 2>.err";
  EXPECT_EQ(std::system(command.c_str()), 0) << content(dir_ / ".err");
  EXPECT_TRUE(fs::exists(dir_ / "pair.png"));
}

TEST_F(Program, WhereDrawingFailsTheDataStay) {
  ASSERT_EQ(run("new pair").status, 0);
  write_python(
      "case \"$*\" in *--out=*) echo noise; echo 'quflux.plot: no ink' >&2; exit 2;; esac");
  const Outcome outcome = run("run pair.toml --format csv -o pair.nc --plot");
  EXPECT_EQ(outcome.status, 1);
  EXPECT_EQ(outcome.err, "quflux: cannot draw 'pair.png': no ink\n");
  EXPECT_THAT(outcome.out, HasSubstr("energy_flow["));
  EXPECT_EQ(strings(read_netcdf(dir_ / "pair.nc"), "bath").size(), 2U);
}

TEST_F(Program, StartersAreCheckedRunAndDrawn) {
  const std::vector<std::string> families{"cavity",  "chain", "levels",     "matrix",
                                          "network", "pair",  "spin-boson", "valve"};
  EXPECT_EQ(stems(starter_files()), families);
  for (const std::string& kind : families) {
    SCOPED_TRACE(kind);
    EXPECT_EQ(run("new " + kind).status, 0);
    const Outcome check = run("check " + kind + ".toml");
    EXPECT_EQ(check.status, 0) << check.err;
    EXPECT_THAT(check.out, testing::AnyOf(HasSubstr("Dimension: "), HasSubstr("Sites: ")));
    const std::string plot = kind == "matrix" ? "" : " --plot";
    const Outcome outcome = run("run " + kind + ".toml -o " + kind + ".nc --format csv" + plot);
    EXPECT_EQ(outcome.status, 0) << outcome.err;
    EXPECT_THAT(outcome.out, HasSubstr("energy_flow["));
    EXPECT_TRUE(fs::exists(dir_ / (kind + ".nc")));
    EXPECT_EQ(fs::exists(dir_ / (kind + ".png")), kind != "matrix");
  }
  expect_error(run("new pair"), "'pair.toml' exists already");
  expect_error(run("new par"), "did you mean 'pair'?");
  expect_error(run("new"), "kind is missing; see quflux new --help");
}

TEST_F(Program, ExamplesAreListedAndCopied) {
  const std::string list = run("examples").out;
  std::size_t count = 0;
  for (const auto& entry : fs::directory_iterator(QUFLUX_EXAMPLES)) {
    if (entry.path().extension() != ".toml") continue;
    ++count;
    EXPECT_THAT(list, testing::ContainsRegex("\n? *" + entry.path().stem().string() + " +[^ ]"));
  }
  EXPECT_EQ(static_cast<std::size_t>(std::ranges::count(list, '\n')), count);
  EXPECT_EQ(run("examples three_level_maser pulse").status, 0);
  EXPECT_EQ(content(dir_ / "three_level_maser.toml"),
            content(QUFLUX_EXAMPLES "/three_level_maser.toml"));
  EXPECT_TRUE(fs::exists(dir_ / "pulse.toml"));
  // One that is in the way is told before anything is copied.
  expect_error(run("examples quench pulse"), "'pulse.toml' exists already");
  EXPECT_FALSE(fs::exists(dir_ / "quench.toml"));
  EXPECT_EQ(run("examples --all -o all").status, 0);
  EXPECT_EQ(files("all").size(), count);
  expect_error(run("examples pulce"), "did you mean 'pulse'?");
  expect_error(run("examples pulse --all"), "leave out 'pulse'");
  expect_error(run("examples -o all"), "-o needs the examples");
}

// The options in a help: words that begin with two dashes, in the column of options.
std::vector<std::string> options_in(const std::string& help) {
  std::vector<std::string> options;
  std::istringstream lines(help);
  const std::regex row(R"(^  (-[a-zA-Z],)?(--[a-z-]+).*)");
  std::smatch match;
  for (std::string line; std::getline(lines, line);) {
    if (std::regex_match(line, match, row)) options.push_back(match[2]);
  }
  return options;
}

TEST_F(Program, CompletionsAndManualPagesKnowEveryCommandAndOption) {
  EXPECT_EQ(run("manual -o man").status, 0);
  EXPECT_EQ(files("man").size(), command_table().size() + 1);
  std::map<std::string, std::string> scripts;
  for (const std::string& shell : shells()) {
    EXPECT_EQ(run("completion " + shell + " -o " + shell).status, 0);
    scripts[shell] = content(dir_ / shell);
    EXPECT_EQ(run("completion " + shell).out, scripts[shell]);
  }
  for (const CommandRow& row : command_table()) {
    const std::string name(row.name);
    SCOPED_TRACE(name);
    const std::vector<std::string> options = options_in(run(name + " --help").out);
    EXPECT_THAT(options, testing::Contains("--help"));
    const std::string page = content(dir_ / "man" / ("quflux-" + name + ".1"));
    EXPECT_EQ(run("manual " + name).out, page);
    const auto after = [](const std::string& text, const std::string& mark) {
      const auto at = text.find(mark);
      return at == std::string::npos ? "" : text.substr(at, text.find(";;", at) - at);
    };
    const std::string bash = after(scripts["bash"], "      " + name + ") ");
    const std::string zsh = after(scripts["zsh"], "    " + name + ") _arguments");
    for (const std::string& option : options) {
      EXPECT_THAT(bash, HasSubstr(option));
      EXPECT_THAT(zsh, HasSubstr(option));
      EXPECT_THAT(scripts["fish"],
                  testing::ContainsRegex("from " + name + "'.* -l " + option.substr(2) + " "));
      EXPECT_THAT(page, HasSubstr(std::regex_replace(option, std::regex("-"), "\\-")));
    }
  }
  expect_error(run("completion csh"), "there is no completion for 'csh'");
  expect_error(run("manual rum"), "did you mean 'run'?");
  expect_error(run("manual run -o man"), "leave out 'run'");
}

TEST_F(Program, BashCompletesValuesAndFiles) {
  run("new pair");
  run("completion bash -o quflux.bash");
  const auto completed = [&](const std::string& words) {
    std::ofstream(dir_ / "ask.sh") << ". ./quflux.bash\nCOMP_WORDS=(" << words
                                   << ")\nCOMP_CWORD=$((${#COMP_WORDS[@]} - 1))\n_quflux\n"
                                      "echo \"${COMPREPLY[*]}\" > answer\n";
    EXPECT_EQ(std::system(("cd " + dir_.string() + " && bash ask.sh").c_str()), 0);
    return content(dir_ / "answer");
  };
  EXPECT_EQ(completed("quflux tra"), "transition\n");
  EXPECT_EQ(completed("quflux run --form"), "--format\n");
  EXPECT_EQ(completed("quflux run pair.toml --format ''"), "table csv json\n");
  EXPECT_EQ(completed("quflux run ''"), "pair.toml python\n");  // a folder, too
  EXPECT_EQ(completed("quflux run pair.toml --set ''"), "\n");
  EXPECT_EQ(completed("quflux new spi"), "spin-boson\n");
  EXPECT_EQ(completed("quflux map pair.toml --to rea"), "reaction_coordinate\n");
}

TEST_F(Program, CheckComparesFlowsWithThoseOfRedfield) {
  ASSERT_EQ(run("new cavity").status, 0);
  const auto local = [&](const std::string& coupling) {
    const std::string text =
        run("check cavity.toml --set 'equations=[\"local\"]' --set coupling.rabi.strength=" +
            coupling)
            .out;
    return text.substr(text.find("local: "));
  };
  EXPECT_THAT(local("0.0005"), HasSubstr("local: agrees with redfield: flows within "));
  EXPECT_THAT(local("0.0005 --set site.cavity.frequency=1.3"),
              HasSubstr("local: does not hold: flows differ from those of redfield by "));
  EXPECT_THAT(local("0.0005 --set bath.hot.temperature=0.2"),
              HasSubstr("local: nothing flows, as in redfield; "));
}

// The flows of two models that were once judged by scales alone, wrongly. The differences are those
// of the same equations in NumPy.
TEST_F(Program, CheckCountsDetuningsAndZeroFrequency) {
  const std::string check = "check " QUFLUX_TESTDATA "/models/";
  const Outcome detuned = run(check + "detuned_trio.toml");
  EXPECT_THAT(detuned.out, HasSubstr("local: does not hold: flows differ from those of redfield by "
                                     "52% of the largest"));
  EXPECT_THAT(detuned.out, HasSubstr("split transitions by up to 0.400005, rates are up to 0.079"));
  EXPECT_THAT(detuned.out, HasSubstr("global: agrees with redfield: flows within 1.2%"));
  const Outcome tilted = run(check + "tilted_baths.toml");
  EXPECT_THAT(tilted.out, HasSubstr("global: is doubtful: flows differ from those of redfield by "
                                    "7.4% of the largest"));
  EXPECT_THAT(tilted.out, HasSubstr("(those at 0 and 1 are 1 apart and 0.251623 wide)"));
}

TEST_F(Program, CheckNamesTheJudgeOfEquationsThatDisagree) {
  const auto check = [&](const std::string& settings) {
    return run("check " QUFLUX_EXAMPLES "/atoms_exact.toml " + settings).out;
  };
  const std::string settings = "--set 'equations=[\"local\",\"global\"]' ";
  const std::string add = "add \"heom\" to 'equations' or run quflux grade\n";
  EXPECT_THAT(
      check(settings),
      testing::ContainsRegex("The equations disagree by [0-9]+%: to see which is right, add"));
  EXPECT_THAT(check(settings), HasSubstr(add));
  EXPECT_THAT(check(settings + "--set 'bath.hot.spectral_density={kind=\"power\",exponent=1,"
                               "coefficient=0.04}'"),
              HasSubstr("give power laws a cutoff and " + add));
  EXPECT_THAT(check("--set 'equations=[\"local\",\"global\",\"heom\"]'"), Not(HasSubstr(add)));
  EXPECT_THAT(check("--set 'equations=[\"partial_secular\"]'"), Not(HasSubstr(add)));
}

TEST_F(Program, CheckNamesOptionsThatNoEquationKnows) {
  ASSERT_EQ(run("new pair").status, 0);
  const std::string text = run("check pair.toml --set 'equations=[\"global\"]' "
                               "--set 'options={secular_cutoff=0.1}'")
                               .out;
  EXPECT_THAT(text, HasSubstr("None of these equations knows the option secular_cutoff\n"));
}

constexpr const char* kOscillators = R"(
equations = ["local", "global", "exact"]
output = ["energy_flow"]

[[chain]]
name = "o"
kind = "oscillator"
count = 2
frequency = 1.0
strength = 0.01

[[bath]]
name = "cold"
site = "o1"
temperature = 0.5
spectral_density = { kind = "drude", coefficient = 0.002, cutoff = 5 }

[[bath]]
name = "hot"
site = "o2"
temperature = 1.0
spectral_density = { kind = "drude", coefficient = 0.002, cutoff = 5 }
)";

TEST_F(Program, CheckJudgesOscillatorsByTheirModes) {
  std::ofstream(dir_ / "o.toml") << kOscillators;
  const auto check = [&](const std::string& settings) {
    const Outcome outcome = run("check o.toml" + settings);
    EXPECT_EQ(outcome.status, 0) << outcome.err;
    return outcome.out;
  };
  const std::string wide = check("");
  EXPECT_THAT(wide, HasSubstr("Energies of the normal modes: 0.99, 1.01\n"));
  // gamma(1.01)/2 = 0.002 x 1.01/(1 + (1.01/5)^2)/2
  EXPECT_THAT(wide, HasSubstr("(those at 0.99 and 1.01 are 0.02 apart and "));
  EXPECT_THAT(wide, HasSubstr("global: right: flows within "));
  EXPECT_THAT(wide, HasSubstr("; agrees with redfield: flows within "));
  EXPECT_THAT(wide, HasSubstr("occupations of the sites 0.3"));
  EXPECT_THAT(check(" --set chain.o.strength=1e-4"),
              HasSubstr("global: does not hold: flows differ from those of exact by "));
  const std::string unstable = check(" --set chain.o.strength=2");
  EXPECT_THAT(unstable, HasSubstr("No normal modes: the network has a mode of energy"));
  EXPECT_THAT(unstable, HasSubstr("local: each bath sees its own site only; it can break"));
  EXPECT_THAT(unstable, HasSubstr("Flows are not compared with those of redfield: the network"));
}

TEST_F(Program, FlowsThatAreAllRoundingComeWithAWarning) {
  std::ofstream(dir_ / "hot.toml") << R"(
equations = ["redfield"]
chain = [{name = "a", kind = "two_level", count = 3, frequency = 1.0, strength = 0.05}]
[[bath]]
name = "hot"
site = "a1"
temperature = 1e12
spectral_density = {kind = "drude", coefficient = 0.01, cutoff = 5.0}
[[bath]]
name = "cold"
site = "a3"
temperature = 0.5
spectral_density = {kind = "drude", coefficient = 0.01, cutoff = 5.0}
)";
  EXPECT_THAT(run("run hot.toml").out, HasSubstr("no digit of the flows is left"));
  for (const char* const hot : {"0.5", "1"}) {
    EXPECT_THAT(run(std::string("run hot.toml --set bath.hot.temperature=") + hot).out,
                testing::AllOf(HasSubstr("redfield"), testing::Not(HasSubstr("no digit"))));
  }
}

TEST_F(Program, GradeSaysWhyThereIsNoGrade) {
  std::ofstream(dir_ / "o.toml") << kOscillators;
  const std::string sweep = " --set 'sweep={\"bath.hot.temperature\"={values=[0.4,0.5,0.6]}}' ";
  const Outcome equal = run("grade o.toml" + sweep);
  EXPECT_EQ(equal.status, 0) << equal.err;
  EXPECT_THAT(equal.out, HasSubstr("No grade at 1 of 3 points: nothing flows"));
  EXPECT_THAT(equal.out, HasSubstr("within 1% at 0.4, 0.6"));
  const Outcome apart =
      run("grade o.toml --set 'sweep={\"coupling.o1.strength\"={values=[0,0.01]}}'");
  EXPECT_EQ(apart.status, 0) << apart.err;
  EXPECT_THAT(apart.out, HasSubstr("No grade at 1 of 2 points: nothing flows"));
  EXPECT_THAT(apart.out, testing::Not(HasSubstr("inf")));
  expect_error(run("grade o.toml --set bath.hot.temperature=0.5"),
               "no grade at any point: nothing flows");
  expect_error(run("grade o.toml --set 'bath.hot.spectral_density={kind=\"power\", "
                   "coefficient=0.01, exponent=1}'"),
               "no grade at any point: the self-energy of bath 'hot'");
}

TEST_F(Program, RunChangesKeysOnRequest) {
  ASSERT_EQ(run("new pair").status, 0);
  const std::string base = "run pair.toml --format json --set coupling.rabi.strength=0.01 ";
  const auto flow = [&](const std::string& args) {
    const auto json = nlohmann::json::parse(run(base + args).out);
    return json.at("points")[0].at("equations").at("global").at("energy_flow").at("hot");
  };
  EXPECT_NE(flow(""), flow("--set bath.hot.temperature=0.5"));
  EXPECT_EQ(flow("--set bath.hot.temperature=0.2").get<double>(), 0);
  expect_error(run(base + "--set bath.hott.temperature=0.5"), "did you mean 'hot'?");
  expect_error(run(base + "--set bath.hot.temperature=-1"), "must be a finite number >= 0");
  expect_error(run(base + "--set bath.hot.temperature"), "PATH=VALUE");
  expect_error(run(base + "--set bath.hot.colour=1"), "colour");
  expect_error(run("run nowhere.toml"), "nowhere.toml");
  expect_error(run("run pair.toml --format yaml"), "--format");
  expect_error(run("run pair.toml -o pair.toml/x.nc"), "pair.toml");
  expect_error(run("run pair.toml --resume"), "-o");
}

TEST_F(Program, MessagesNameTheOptionThatWasGiven) {
  ASSERT_EQ(run("new pair").status, 0);
  const std::string evolve = "evolve pair.toml --to 5 ";
  expect_error(run(evolve + "--initial c=excited"),
               "quflux: --initial c=excited: there is no site 'c'");
  expect_error(run(evolve + "--initial 'a={temperature=-1}'"),
               "quflux: --initial a={temperature=-1}: ");
  expect_error(run(evolve + "--initial 'a=\"x'"), "quflux: --initial a=\"x: ");
  expect_error(run(evolve + "--initial a"), "quflux: --initial a: it must be SITE=STATE");
  expect_error(run(evolve), "quflux: --to needs a state at t = 0: give --initial SITE=STATE");
  expect_error(run(evolve + "--cycle"), "quflux: --cycle: a limit cycle is that of drives");
  expect_error(run("evolve pair.toml --initial a=excited --to -5"), "quflux: --to -5: 'to' of");
  for (const char* const count : {"1", "1e3", "1e12", "1000000000000"}) {
    expect_error(run(evolve + "--initial a=excited --points " + count),
                 "quflux: --points: it is '" + std::string(count) + "'; it must be a whole number");
  }
  expect_error(run(evolve + "--initial a=excited --points 1.5"),
               "quflux: --points: it is '1.5'; it must be a whole number from 2 to 10000000");
  expect_error(run(evolve + "--set initial.a=9"), "quflux: --set initial.a=9: ");
  const std::string transition = "transition pair.toml --parameter coupling.rabi.strength ";
  expect_error(run(transition + "--from x --to 1"), "quflux: --from: 'x' is no number");
  expect_error(run(transition + "--from"), "quflux: --from needs a value behind it; see");
  expect_error(run(transition + "--from 1 --from 2"), "quflux: --from is given too often; see");
  expect_error(run("run pair.toml --format tabel"),
               "quflux: --format: it is 'tabel'; it must be one of table, csv, json; did you mean "
               "'table'?");
  expect_error(run("run pair.toml --threads 0"),
               "quflux: --threads: it is '0'; it must be a whole number from 1 to");
  expect_error(run("run pair.toml --colour red"),
               "quflux: '--colour' has no place here; see quflux run --help");
  expect_error(run("run"), "quflux: model is missing; see quflux run --help");
  expect_error(run("--bogus"), "quflux: no command is given; see quflux --help");
  expect_error(run("run pair.toml --resume=perhaps"),
               "quflux: --resume = perhaps cannot be given so; see");
}

TEST_F(Program, InitialTakesThePlaceOfThatOfTheFile) {
  ASSERT_EQ(run("examples ringing_atoms").status, 0);
  const auto occupations = [&](const std::string& initial) {
    const Outcome outcome = run("evolve ringing_atoms.toml --to 1 --points 2 " + initial +
                                " --set 'output=[\"occupations\"]' -o course.nc");
    EXPECT_EQ(outcome.status, 0) << outcome.err;
    return numbers(read_netcdf(dir_ / "course.nc"), "occupations");
  };
  // The file has a1 = "excited".
  const std::vector<double> second = occupations("--initial a2=excited");
  EXPECT_NEAR(second[0], 0, 1e-15);
  EXPECT_NEAR(second[1], 1, 1e-15);
  const std::vector<double> both = occupations("--initial a1=excited --initial a2=excited");
  EXPECT_NEAR(both[0], 1, 1e-15);
  EXPECT_NEAR(both[1], 1, 1e-15);
  EXPECT_GT(occupations("--initial gibbs=0.3")[0], 0.01);
}

TEST_F(Program, EvolveFollowsStatesAndFlows) {
  ASSERT_EQ(run("new pair").status, 0);
  const std::string base =
      "evolve pair.toml --set coupling.rabi.strength=0.05 --set 'output=[\"occupations\", "
      "\"energy\", \"energy_transferred\"]' ";
  const Outcome outcome = run(base + "--to 40 --points 5 --initial a=excited -o course.nc");
  ASSERT_EQ(outcome.status, 0) << outcome.err;
  const Dataset course = read_netcdf(dir_ / "course.nc");
  EXPECT_EQ(numbers(course, "time"), (std::vector<double>{0, 10, 20, 30, 40}));
  const std::vector<double>& occupations = numbers(course, "occupations");
  EXPECT_NEAR(occupations[0], 1, 1e-15);  // to the energy basis and back
  EXPECT_NEAR(occupations[1], 0, 1e-15);
  const std::vector<double>& energy = numbers(course, "energy");
  const std::vector<double>& heats = numbers(course, "energy_transferred");
  constexpr std::size_t kEquations = 4;
  for (std::size_t i = 0; i < energy.size(); ++i) {
    // E(t) - E(0) = sum of Q_j, with the rounding of some ten products.
    EXPECT_NEAR(energy[i] - energy[i % kEquations], heats[2 * i] + heats[2 * i + 1], 1e-13);
  }
  expect_error(run(base + "--initial a=excited"), "give --to, the last time");
  expect_error(run(base + "--to 40 --initial a=up"), "'a' of [initial] is 'up'");
  expect_error(run(base + "--to 40 --initial c=excited"), "there is no site 'c'");
  expect_error(run(base + "--initial a=excited --set 'time.values=[0, 2, 1]'"),
               "the times decrease from 2 to 1");
  expect_error(run(base + "--to 40 --set 'initial.matrix=[[1, 0], [0, 1]]'"),
               "the initial state is 2 x 2; it must be 4 x 4");
  expect_error(run(base + "--to 40 --initial a"), "it must be SITE=STATE");
}

TEST_F(Program, SpectraHaveTheirOwnFrequencies) {
  ASSERT_EQ(run("new pair").status, 0);
  const std::string base = "run pair.toml --set coupling.rabi.strength=0.05 ";
  const std::string grid = "frequencies = { from = 0.9, to = 1.1, points = 5 }";
  const auto output = [&](const std::string& table) { return "--set 'output=[" + table + "]' "; };
  const Outcome outcome =
      run(base + "--set 'equations=[\"local\"]' " +
          output("{ kind = \"flow_spectrum\", " + grid + " }") + "-o spectrum.nc --plot");
  ASSERT_EQ(outcome.status, 0) << outcome.err;
  EXPECT_TRUE(fs::exists(dir_ / "pair.png"));
  const Dataset spectrum = read_netcdf(dir_ / "spectrum.nc");
  const std::vector<double>& frequencies = numbers(spectrum, "frequency");
  EXPECT_EQ(frequencies.front(), 0.9);
  EXPECT_EQ(frequencies.back(), 1.1);
  EXPECT_EQ(numbers(spectrum, "flow_spectrum").size(), 5U);
  expect_error(run(base + output("{ kind = \"flow_spectrum\", " + grid + " }")),
               "global: flow_spectrum is known in the local equation and in exact alone");
  expect_error(run(base + output("\"bond_noise\"")), "bond_noise needs where it is looked at");
  expect_error(run(base + output("{ kind = \"bond_noise\", frequencies = [0], bond = \"robi\" }")),
               "'bond' is 'robi'; did you mean 'rabi'?");
}

TEST_F(Program, RunFailsWhenNoPointHasAnAnswer) {
  ASSERT_EQ(run("new pair").status, 0);
  const std::string none = "run pair.toml --set bath.cold.spectral_density.coefficient=0 ";
  EXPECT_EQ(run(none).status, 0);  // the hot bath still acts
  const Outcome outcome =
      run(none + "--set bath.hot.spectral_density.coefficient=0 --format csv -o none.nc --plot");
  EXPECT_EQ(outcome.status, 1);
  EXPECT_EQ(outcome.err,
            "quflux: no point has an answer: the stationary state is not unique: no bath acts on "
            "the system\n");
  EXPECT_THAT(outcome.out, HasSubstr("energy_flow["));
  EXPECT_TRUE(fs::exists(dir_ / "none.nc"));
  EXPECT_TRUE(fs::exists(dir_ / "pair.png"));
}

TEST_F(Program, TransitionFindsExceptionalPoints) {
  fs::copy(QUFLUX_PAPER "/fig1.toml", dir_ / "pair.toml");
  const std::string range = " --from 0 --to 0.04";
  const std::string model = "transition pair.toml --parameter coupling.rabi.strength";
  const Outcome table = run(model + range + " --plot");
  EXPECT_EQ(table.status, 0) << table.err;
  EXPECT_THAT(table.out, HasSubstr("0.00970780116656"));
  EXPECT_THAT(table.out, HasSubstr("no exceptional point; different eigenvalues come as close as"));
  EXPECT_TRUE(fs::exists(dir_ / "pair_transition.png"));

  const Outcome json = run(model + range + " -o t.nc --format json");
  EXPECT_EQ(json.status, 0) << json.err;
  const auto equations = nlohmann::json::parse(json.out).at("equations");
  const auto& local = equations.at("local").at("exceptional_points");
  ASSERT_GT(local.size(), 1U);
  EXPECT_EQ(local[0].at("kind"), "flow");
  EXPECT_EQ(local[1].at("kind"), "coherence");
  EXPECT_NEAR(local[0].at("re").get<double>(), 0.00970780116655856, 1e-12);
  EXPECT_NEAR(local[1].at("re").get<double>(), 0.0097377659050424362, 1e-12);
  EXPECT_EQ(local[0].at("im"), 0);
  EXPECT_EQ(local[0].at("order"), 2);
  EXPECT_NEAR(local[0].at("branch_exponent").get<double>(), 0.5, 1e-6);
  const auto& secular = equations.at("partial_secular");
  EXPECT_NEAR(secular.at("exceptional_points")[0].at("im").get<double>(), 0.000301948963255277,
              1e-12);
  EXPECT_TRUE(secular.at("markers").at("exceptional_point").is_null());
  EXPECT_GT(secular.at("markers").at("optimal_coupling").get<double>(), 0);
  EXPECT_TRUE(equations.at("global").at("exceptional_points").empty());
  const Dataset data = read_netcdf(dir_ / "t.nc");
  EXPECT_EQ(numbers(data, "exceptional_point_re").size() % 3, 0U);
  EXPECT_EQ(numbers(data, "exceptional_point_kind").size(),
            numbers(data, "exceptional_point_re").size());
  EXPECT_EQ(numbers(data, "splitting").size(), 3U * 401);

  expect_error(run("transition pair.toml --parameter coupling.rabbi.strength" + range),
               "coupling.rabi.strength");
  expect_error(run(model + " --from 0.1 --to 0.1"), "from 0.1 to 0.1");
  expect_error(run(model + " --from 0 --to 2"), "must stay below");
  expect_error(run(model + " --from 0"), "--to");
  expect_error(run(model + range + " --height 0"), "height");
}

TEST_F(Program, TransitionSearchesAPlane) {
  fs::copy(QUFLUX_PAPER "/fig1.toml", dir_ / "pair.toml");
  const std::string model =
      "transition pair.toml --set 'equations=[\"partial_secular\"]' --parameter "
      "coupling.rabi.strength --from 0.008 --to 0.0115";
  const std::string second = " --second site.a2.frequency --second-from 0.998 --second-to ";
  const Outcome table = run(model + second + "1.0013");
  EXPECT_EQ(table.status, 0) << table.err;
  EXPECT_THAT(table.out, HasSubstr("0.00968876662152"));
  const auto json = nlohmann::json::parse(run(model + second + "1.0013 --format json").out);
  const auto& points = json.at("equations").at("partial_secular").at("exceptional_points");
  EXPECT_EQ(points[0].at("kind"), "flow");
  EXPECT_NEAR(points[0].at("parameters")[1].get<double>(), 1 - 0.00060290962285, 1e-12);
  EXPECT_EQ(run(model + second + "1.0013 -o plane.csv").status, 0);
  EXPECT_EQ(std::ranges::count(content(dir_ / "plane.csv"), '\n'),
            1 + static_cast<long>(points.size()));
  const Outcome drawn = run(model + second + "1.0013 -o plane.nc --plot plane.svg");
  EXPECT_EQ(drawn.status, 0) << drawn.err;
  EXPECT_EQ(content(dir_ / "plane.svg"), content(dir_ / "plane.nc"));
  const Dataset data = read_netcdf(dir_ / "plane.nc");
  EXPECT_EQ(std::get<std::string>(data.attributes.at("second")), "site.a2.frequency");
  ASSERT_EQ(numbers(data, "exceptional_point_y").size(), points.size());
  EXPECT_DOUBLE_EQ(numbers(data, "exceptional_point_y")[0],
                   points[0].at("parameters")[1].get<double>());
  // It is the result already.
  EXPECT_EQ(run(model + second + "1.0013 -o plane.nc --resume").status, 0);
  expect_error(run(model + second + "1.0012 -o plane.nc --resume"), "plane.nc");

  expect_error(run(model + " --second site.a2.frequency --second-from 0.99"), "--second-to");
  expect_error(run(model + second + "0.99"), "site.a2.frequency");
  expect_error(run(model + second + "1.01 --height 0.1"), "--height");
  expect_error(run(model + second + "1.01 --resume"), "-o");
  expect_error(run(model + " --second coupling.rabi.strength --second-from 0 --second-to 1"),
               "both parameters");
}

TEST_F(Program, EigenvaluesFollowBranches) {
  fs::copy(QUFLUX_PAPER "/fig1.toml", dir_ / "pair.toml");
  const std::string model =
      "eigenvalues pair.toml --parameter coupling.rabi.strength --from 0.001 ";
  const Outcome csv =
      run(model + "--to 0.03 --points 11 --format csv --matrix moments --plot -o s.nc");
  EXPECT_EQ(csv.status, 0) << csv.err;
  EXPECT_EQ(std::ranges::count(csv.out, '\n'), 1 + 11 * 3);
  EXPECT_TRUE(fs::exists(dir_ / "pair_eigenvalues.png"));
  const Dataset data = read_netcdf(dir_ / "s.nc");
  EXPECT_EQ(numbers(data, "eigenvalues_re").size(), 11U * 3 * 4);
  EXPECT_EQ(numbers(data, "phase_rigidity").size(), 11U * 3 * 4);
  // The stationary state is an eigenvector of the generator at every parameter.
  const auto json = nlohmann::json::parse(run(model + "--to 0.03 --points 3 --format json").out);
  EXPECT_EQ(json.at("points")[0].at("equations").at("local").at("eigenvalues_re").size(), 16U);
  expect_error(run(model + "--to 0.001"), "from 0.001 to 0.001");
  expect_error(run(model + "--to 0.03 --points 1"),
               "--points: it is '1'; it must be a whole number from 2 to 1000000");
  // An equation without the matrix is named; the others are there, each with its own number.
  const Outcome some =
      run(model +
          "--to 0.03 --points 3 --matrix amplitude --set "
          "'equations=[\"universal_lindblad\",\"global\"]' --format csv -o some.nc");
  EXPECT_EQ(some.status, 0) << some.err;
  const std::vector<double> values = numbers(read_netcdf(dir_ / "some.nc"), "eigenvalues_re");
  ASSERT_EQ(values.size(), 3U * 2 * 2);
  EXPECT_TRUE(std::isnan(values[0]));
  EXPECT_FALSE(std::isnan(values[2]));
  expect_error(run(model + "--to 0.03 --matrix moments --set 'equations=[\"universal_lindblad\"]'"),
               "universal_lindblad has no amplitude matrix");
}

TEST_F(Program, EigenvaluesNearANumber) {
  fs::copy(QUFLUX_TESTDATA "/models/near_chain.toml", dir_ / "chain.toml");
  const std::string range = " chain.toml --parameter coupling.atom1.strength --from 0.078 --to ";
  const std::string follow = "eigenvalues" + range + "0.08 --points 2 ";
  const Outcome csv = run(follow + "--near -0.119,0 --count 3 --format csv --plot -o s.nc");
  EXPECT_EQ(csv.status, 0) << csv.err;
  EXPECT_TRUE(fs::exists(dir_ / "chain_eigenvalues.png"));
  const std::vector<double> values = numbers(read_netcdf(dir_ / "s.nc"), "eigenvalues_re");
  EXPECT_EQ(std::ranges::count_if(values, [](double x) { return !std::isnan(x); }), 2 * 3);
  const Outcome found = run("transition" + range + "0.086 --near=-0.119 --count 4 --format json");
  EXPECT_EQ(found.status, 0) << found.err;
  const auto points =
      nlohmann::json::parse(found.out).at("equations").at("local").at("exceptional_points");
  ASSERT_EQ(points.size(), 1U);
  EXPECT_NEAR(points[0].at("re").get<double>(), 0.082104521119, 1e-11);
  expect_error(run(follow + "--near one"), "--near is 'one'; it must be X or X,Y");
  expect_error(run(follow + "--near 1,2,3"), "--near is '1,2,3'; it must be X or X,Y");
  expect_error(run(follow + "--count 3"), "needs --near");
  expect_error(run(follow + "--near 0 --count 99"), "it must be a whole number from 1 to 64");
  expect_error(run(follow + "--near 0 --matrix moments"), "not of 'moments'");
  expect_error(run("transition" + range +
                   "0.086 --near 0 --second site.atom1.frequency "
                   "--second-from 1 --second-to 2"),
               "--second makes a plane of two");
}

TEST_F(Program, GradeComparesWithTheExactFlows) {
  fs::copy(QUFLUX_EXAMPLES "/oscillators_grade.toml", dir_ / "wire.toml");
  const std::string few =
      "grade wire.toml --set sweep.site.hot.frequency.points=3 "
      "--set sweep.coupling.k.strength.points=3 ";
  fs::create_directory(dir_ / "g");
  const Outcome table = run(few + "-o g/grades.nc --plot g/map.png");
  EXPECT_EQ(table.status, 0) << table.err;
  EXPECT_EQ(table.err, "");
  EXPECT_THAT(table.out, HasSubstr("Flows against the exact ones:"));
  EXPECT_THAT(table.out, testing::ContainsRegex("partial_secular +100%"));
  EXPECT_EQ(files("g"), (std::vector<std::string>{"grades.nc", "map.png"}));
  const Dataset grades = read_netcdf(dir_ / "g/grades.nc");
  EXPECT_EQ(strings(grades, "equation"),
            (std::vector<std::string>{"local", "global", "partial_secular", "redfield"}));
  const std::vector<double>& errors = numbers(grades, "relative_error");
  ASSERT_EQ(errors.size(), 9U * 4);
  EXPECT_GT(errors[3 * 4 + 1], 1);  // global on resonance at the weakest coupling
  for (std::size_t point = 0; point < 9; ++point) EXPECT_LE(errors[point * 4 + 2], 0.01);

  const Outcome json = run(few + "--format json");
  EXPECT_EQ(json.status, 0) << json.err;
  const auto points = nlohmann::json::parse(json.out).at("points");
  ASSERT_EQ(points.size(), 9U);
  EXPECT_DOUBLE_EQ(points[3].at("parameters").at("site.hot.frequency").get<double>(), 1);
  EXPECT_EQ(points[3].at("equations").at("global").at("relative_error"), errors[3 * 4 + 1]);
  EXPECT_EQ(points[3].at("exact_flow").at("hot"), numbers(grades, "exact_flow")[3 * 2 + 1]);

  ASSERT_EQ(run("new pair").status, 0);
  expect_error(run("grade pair.toml"), "bare power law w^3 diverges at large frequencies; give it");
  std::string cut = " --set bath.cold.spectral_density.cutoff=3 --set options.tolerance=1e-3";
  cut += " --set bath.hot.spectral_density.cutoff=3 --set 'sweep={}'";
  const Outcome atoms = run("grade pair.toml" + cut);
  EXPECT_EQ(atoms.status, 0) << atoms.err;
  expect_error(run("grade nowhere.toml"), "nowhere.toml");
  expect_error(run("grade wire.toml --set sweep={} --plot"), "one or two swept keys");
  expect_error(run(few + "--plot g/map.eps"), "must end in .png, .svg or .pdf");
  expect_error(run(few + "--format yaml"), "--format");
}

// Shell text that sends signals to the program as soon as it listens for SIGHUP, SIGINT and
// SIGTERM, bits 0, 1 and 14 of SigCgt.
std::string once_it_listens(const std::string& kill) {
  return " & p=$!; while kill -0 $p && "
         "! grep -q 'SigCgt:.*[4-7c-f]..[2367abef]$' /proc/$p/status; do :; done; " +
         kill + "; wait $p";
}

void flip_a_bit(const fs::path& path) {
  std::string bytes = content(path);
  bytes[bytes.size() / 3] ^= 1;
  write_file(path, bytes);
}

TEST_F(Program, SignalsKeepWhatIsFinishedAndResumeGoesOn) {
  ASSERT_EQ(run("new cavity").status, 0);
  const std::string model = "run cavity.toml --set sweep.site.cavity.frequency.points=2000 ";
  const std::string as_csv = run(model + "-o whole.nc --format csv").out;
  for (const auto& [signal, status, name] : {std::tuple{"INT", 130, "x.nc"},
                                             {"TERM", 143, "x.nc"},
                                             {"HUP", 129, "x.nc"},
                                             {"TERM", 143, "x.csv"}}) {
    const std::string file = name;
    const Outcome stopped =
        run(model + "-o " + file, "", once_it_listens(std::string("kill -") + signal + " $p"));
    EXPECT_EQ(stopped.status, status) << stopped.err;
    // Where it was stopped before its first point there is nothing to keep.
    EXPECT_THAT(stopped.err, HasSubstr(fs::exists(dir_ / (file + ".unfinished"))
                                           ? "of 2000 points; '" + file + ".unfinished' keeps"
                                           : "after 0 of 2000 points; nothing was finished"));
    EXPECT_FALSE(fs::exists(dir_ / file));
    EXPECT_EQ(run(model + "-o " + file + " --resume").status, 0);
    EXPECT_EQ(content(dir_ / file), file == "x.csv" ? as_csv : content(dir_ / "whole.nc"));
    EXPECT_FALSE(fs::exists(dir_ / (file + ".unfinished")));
    // Finished already; a .csv does not say so, and is made again.
    EXPECT_EQ(run(model + "-o " + file + " --resume").status, 0);
    if (file != "x.csv") {
      flip_a_bit(dir_ / file);
      expect_error(run(model + "-o " + file + " --resume"),
                   "'" + file + "' is damaged, or not as this version of quflux wrote it");
    }
    fs::remove(dir_ / file);
  }
}

TEST_F(Program, ASecondSignalAndAKillLoseNothingThatIsKept) {
  ASSERT_EQ(run("new cavity").status, 0);
  const std::string model = "run cavity.toml --set sweep.site.cavity.frequency.points=6000 ";
  const std::string as_csv = run(model + "-o whole.nc --format csv").out;
  // Tables alone take three pages of 4 KiB: beyond, they are kept, and points are being added.
  const auto killed = [&](const std::string& file) {
    const std::string kept = "'" + (dir_ / (file + ".unfinished")).string() + "'";
    const std::string has_points = "find " + kept + " -size +12k 2>/dev/null | grep -q .";
    return "while kill -0 $p && ! { " + has_points + "; }; do sleep 0.01; done; kill -9 $p";
  };
  for (const auto& [name, kill] :
       {std::pair{"x.nc", std::string("sleep 0.3; kill -INT $p; kill -INT $p")},
        {"x.nc", killed("x.nc")},
        {"x.csv", killed("x.csv")}}) {
    const std::string file = name;
    const fs::path kept = dir_ / (file + ".unfinished");
    run(model + "-o " + file, "", once_it_listens(kill));
    EXPECT_TRUE(fs::exists(kept));
    const Outcome other = run(model + "--set bath.hot.temperature=0.6 --resume -o " + file);
    expect_error(other, "is of another model");
    EXPECT_EQ(run(model + "--resume -o " + file).status, 0);
    EXPECT_EQ(content(dir_ / file), file == "x.csv" ? as_csv : content(dir_ / "whole.nc"));
    EXPECT_FALSE(fs::exists(kept));
    fs::remove(dir_ / file);
  }
}

TEST_F(Program, ATransitionThatIsStoppedGoesOn) {
  ASSERT_EQ(run("new cavity").status, 0);
  const std::string model =
      "transition cavity.toml --set site.cavity.levels=2 --set 'equations=[\"redfield\"]' "
      "--parameter coupling.rabi.strength --from 0 --to 0.1 ";
  const Outcome whole = run(model + "-o whole.nc --format csv");
  ASSERT_EQ(whole.status, 0) << whole.err;
  const std::string& as_csv = whole.out;
  for (const auto& [signal, status, name] :
       {std::tuple{"INT", 130, "x.nc"}, {"TERM", 143, "x.csv"}}) {
    const std::string file = name;
    const fs::path kept = dir_ / (file + ".unfinished");
    const Outcome stopped =
        run(model + "-o " + file, "", once_it_listens(std::string("kill -") + signal + " $p"));
    EXPECT_EQ(stopped.status, status) << stopped.err;
    EXPECT_THAT(stopped.err, HasSubstr("stopped before the search was finished; " +
                                       (fs::exists(kept) ? "'" + file + ".unfinished' keeps"
                                                         : std::string("nothing was finished"))));
    EXPECT_FALSE(fs::exists(dir_ / file));
    // Where it was stopped before its first answer there is nothing to refuse.
    if (fs::exists(kept)) {
      expect_error(run(model + "--height 0.1 --resume -o " + file), "is of another model");
    }
    EXPECT_EQ(run(model + "--resume -o " + file).status, 0);
    EXPECT_EQ(content(dir_ / file), file == "x.csv" ? as_csv : content(dir_ / "whole.nc"));
    EXPECT_FALSE(fs::exists(kept));
    fs::remove(dir_ / file);
  }
  EXPECT_EQ(run(model + "-o whole.nc --resume").out, "");  // finished already
  EXPECT_EQ(run(model + "-o whole.nc --resume --format csv").out, whole.out);
  expect_error(run(model + "--height 0.1 -o whole.nc --resume"), "is the result of another model");
}

TEST_F(Program, PartsMakeTheWholeWithTheSameBytes) {
  ASSERT_EQ(run("new pair").status, 0);
  // Where the coupling vanishes there is a failure in one part, a warning in another.
  const std::string model =
      "run pair.toml --set 'sweep.coupling.rabi.strength={from=0, to=0.9, points=13}' "
      "--set 'sweep.bath.cold.temperature={from=0.1, to=1, points=11}' ";
  ASSERT_EQ(run(model + "-o whole.nc").status, 0);
  for (const char* const part : {"2", "1", "3"}) {
    EXPECT_EQ(run(model + "--threads 1 --part " + part + "/3 -o " + part + ".nc").status, 0);
  }
  EXPECT_EQ(run("merge 3.nc 1.nc 2.nc -o all.nc").status, 0);
  EXPECT_EQ(content(dir_ / "all.nc"), content(dir_ / "whole.nc"));

  fs::copy_file(dir_ / "2.nc", dir_ / "damaged.nc");
  flip_a_bit(dir_ / "damaged.nc");
  expect_error(run("merge 3.nc 1.nc damaged.nc -o none.nc"), "'damaged.nc' is damaged");
  expect_error(run(model + "--part 2/3 -o damaged.nc --resume"), "start anew without --resume");
  EXPECT_FALSE(fs::exists(dir_ / "none.nc"));

  expect_error(run("merge 3.nc 1.nc -o all.nc"), "part 2/3 is missing; 2 of 3 parts are given");
  expect_error(run("merge 3.nc 1.nc 3.nc -o all.nc"), "are both part 3/3");
  expect_error(run("merge 3.nc whole.nc -o all.nc"), "'whole.nc' is no part of a sweep");
  expect_error(run("merge 3.nc 1.nc 2.nc -o 2.nc"), "which is read");
  EXPECT_EQ(run(model + "--part 1/3 -o 1.nc --set bath.hot.temperature=0.6").status, 0);
  expect_error(run("merge 3.nc 1.nc 2.nc -o all.nc"), "are parts of different sweeps");
  expect_error(run(model + "--part 4/3 -o 4.nc"), "--part is '4/3'");
  expect_error(run(model + "--part 1/3"), "-o");
  expect_error(run(model + "--part 1/200 -o 4.nc"), "the most parts of this sweep are 143");
}

TEST_F(Program, TablesHaveTheTitle) {
  ASSERT_EQ(run("new pair").status, 0);
  fs::copy(QUFLUX_EXAMPLES "/oscillators_grade.toml", dir_ / "wire.toml");
  const std::string along = " --parameter coupling.rabi.strength --from 0.01 --to 0.1";
  for (const std::string& command :
       {std::string("run pair.toml"), std::string("check pair.toml"),
        std::string("grade wire.toml"),
        "transition pair.toml --set 'equations=[\"local\"]'" + along,
        "eigenvalues pair.toml --points 2" + along,
        std::string("evolve pair.toml --to 1 --points 2 --initial a=excited")}) {
    const Outcome outcome = run(command + " --set 'title=\"Zwölf Atome\"' --set sweep={}");
    EXPECT_EQ(outcome.status, 0) << command << outcome.err;
    EXPECT_THAT(outcome.out, testing::StartsWith("Zwölf Atome\n\n")) << command;
  }
}

TEST_F(Program, PartsOfAResultInTimeMakeTheWholeWithTheSameBytes) {
  ASSERT_EQ(run("new pair").status, 0);
  const std::string model =
      "run pair.toml --set 'time={to=40, points=21}' --set 'initial={a=\"excited\"}' "
      "--set 'sweep.coupling.rabi.strength={from=0, to=0.1, points=5}' ";
  ASSERT_EQ(run(model + "-o whole.nc").status, 0);
  for (const char* const part : {"2", "1", "3"}) {
    ASSERT_EQ(run(model + "--threads 1 --part " + part + "/3 -o " + part + ".nc").status, 0);
  }
  EXPECT_EQ(run("merge 3.nc 1.nc 2.nc -o all.nc").status, 0);
  EXPECT_EQ(content(dir_ / "all.nc"), content(dir_ / "whole.nc"));
  // All times of a point stay together.
  expect_error(run(model + "--part 1/6 -o 4.nc"), "the most parts of this sweep are 5");
}

// The lines of a text without what comes before their first comma, the value of an axis.
std::vector<std::string> without_axis(const std::string& csv) {
  std::vector<std::string> rows;
  std::istringstream lines(csv);
  for (std::string line; std::getline(lines, line);)
    rows.push_back(line.substr(line.find(',') + 1));
  return rows;
}

TEST_F(Program, SweepsTheLevelsOfAnOscillator) {
  ASSERT_EQ(run("new cavity").status, 0);
  const auto rows = [&](const std::string& levels) {
    return without_axis(run("run cavity.toml --format csv --set 'sweep={}' --set "
                            "'sweep.site.cavity.levels={values=[" +
                            levels + "]}'")
                            .out);
  };
  std::vector<std::string> one_by_one = rows("3");
  for (const char* const levels : {"5", "4"}) {
    const std::vector<std::string> more = rows(levels);
    one_by_one.insert(one_by_one.end(), more.begin() + 1, more.end());
  }
  ASSERT_EQ(one_by_one.size(), 1 + 3 * 3);
  EXPECT_EQ(rows("3, 5, 4"), one_by_one);
  // The same as of a model that has so many levels.
  std::ofstream(dir_ / "five.csv")
      << run("run cavity.toml --format csv --set sweep={} --set site.cavity.levels=5").out;
  EXPECT_THAT(content(dir_ / "five.csv"), HasSubstr(rows("5").back()));
}

TEST_F(Program, TellsDerivatives) {
  ASSERT_EQ(run("new pair").status, 0);
  const std::string key = "bath.hot.temperature";
  const Outcome words = run("response pair.toml --keys " + key + " coupling.rabi.strength");
  EXPECT_EQ(words.status, 0) << words.err;
  EXPECT_THAT(words.out, HasSubstr("d_energy_flow[hot]"));
  EXPECT_THAT(words.out, HasSubstr("thermal_conductance[hot,hot] = "));
  const Outcome json = run("response pair.toml --format json -o response.nc");
  EXPECT_EQ(json.status, 0) << json.err;
  const auto found = nlohmann::json::parse(json.out)["equations"]["global"];
  const double slope = found["derivatives"][key]["d_energy_flow"]["hot"];
  EXPECT_EQ(slope, found["thermal_conductance"]["hot"]["hot"]);
  EXPECT_GT(slope, 0);
  EXPECT_TRUE(fs::exists(dir_ / "response.nc"));
  const Outcome csv = run("response pair.toml --format csv --keys " + key);
  EXPECT_EQ(csv.status, 0) << csv.err;
  EXPECT_THAT(csv.out,
              testing::StartsWith("equation,key,value,d_energy_flow[cold],d_energy_flow[hot],"));
  const Outcome not_all = run("response pair.toml --set 'equations=[\"exact\", \"redfield\"]'");
  EXPECT_EQ(not_all.status, 0) << not_all.err;
  EXPECT_THAT(not_all.out, HasSubstr("exact\nnot known: there is no exact current"));
  EXPECT_THAT(not_all.out, HasSubstr("d_energy_flow[hot]"));
  expect_error(run("response pair.toml --keys bath.hot.temprature"),
               "the model has no parameter 'bath.hot.temprature'; did you mean");
  expect_error(run("response pair.toml --format yaml"), "yaml");
}

}  // namespace
}  // namespace quflux::inline cli
