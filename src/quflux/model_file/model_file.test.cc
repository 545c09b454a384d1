#include "quflux/model_file/model_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "quflux/core/error.h"
#include "quflux/core/testing.h"
#include "quflux/files/read_model_file.h"
#include "quflux/hilbert/site_operators.h"
#include "quflux/hilbert/space.h"

namespace quflux::inline model_file {
namespace {

using testing::HasSubstr;

constexpr const char* kPair = R"(title = "two atoms"
equations = ["local", "partial_secular"]

[[site]]
name = "a1"
kind = "two_level"
frequency = 1.0

[[site]]
name = "a2"
kind = "two_level"
frequency = 1

[[coupling]]
name = "rabi"
kind = "exchange"
sites = ["a1", "a2"]
strength = 0.05

[[bath]]
name = "cold"
site = "a1"
temperature = 0.2
spectral_density = { kind = "power", coefficient = 0.002, exponent = 3 }

[[bath]]
name = "hot"
site = "a2"
temperature = 0.22
spectral_density = { kind = "drude", coefficient = 0.04, cutoff = 5 }
)";

std::string with(std::string from, const std::string& to) {
  std::string text = kPair;
  const auto at = text.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  return text.replace(at, from.size(), to);
}

std::string message(const std::string& text) {
  try {
    parse_model(text, "pair.toml");
  } catch (const Error& error) {
    EXPECT_EQ(std::string(error.what()).find('\n'), std::string::npos);
    return error.what();
  }
  return "no error";
}

TEST(Study, ReadsAPair) {
  const Study file = parse_model(kPair, "pair.toml");
  EXPECT_EQ(file.model.title, "two atoms");
  ASSERT_EQ(file.equations.size(), 2U);
  EXPECT_EQ(file.equations[0].label, "local");
  EXPECT_EQ(file.equations[1].kind.name, "partial_secular");
  EXPECT_EQ(file.options, Options{});
  ASSERT_EQ(file.outputs.size(), 2U);
  EXPECT_EQ(file.outputs[0].kind.name, "energy_flow");
  EXPECT_EQ(file.outputs[1].kind.name, "entropy_production");
  EXPECT_EQ(file.source, kPair);
  const System system = to_system(file.model);
  const HilbertSpace space{{2, 2}};
  const Matrix s1 = embed(space, 0, annihilation(2));
  const Matrix s2 = embed(space, 1, annihilation(2));
  const Matrix exchange = s1.adjoint() * s2;
  const Matrix uncoupled = s1.adjoint() * s1 + s2.adjoint() * s2;
  EXPECT_EQ(system.hamiltonian, uncoupled + 0.05 * (exchange + exchange.adjoint()));
  EXPECT_EQ(*system.uncoupled_hamiltonian, uncoupled);
  EXPECT_EQ(system.baths[1].coupling_operator, s2 + s2.adjoint());
  EXPECT_EQ(std::get<PowerLaw>(system.baths[0].reservoir.spectral_density),
            (PowerLaw{0.002, 3, std::nullopt}));
  EXPECT_EQ(std::get<Drude>(system.baths[1].reservoir.spectral_density), (Drude{0.04, 5}));
}

TEST(Study, ReadsOscillatorsSpinsAndOptions) {
  const Study file = parse_model(R"(
equations = ["redfield"]
output = ["purity", { kind = "specific_flow", over = "coupling.coupling1.strength" }]
[options]
lamb_shift = true
secular_cutoff = 0.1
degeneracy_tolerance = 1e-6
[[site]]
name = "cavity"
kind = "oscillator"
levels = 5
frequency = 1.1
[[site]]
name = "spin"
kind = "spin"
spin = 1.5
frequency = 0.9
[[coupling]]
kind = "position"
sites = ["cavity", "spin"]
strength = 0.02
[[bath]]
name = "b"
site = "spin"
temperature = 0
spectral_density = { kind = "power", coefficient = 1e-3, exponent = 0.5, cutoff = 3 }
)",
                                 "x.toml");
  EXPECT_EQ(dimension(file.model), 20);
  const EquationOptions options = equation_options(file.options);
  EXPECT_TRUE(options.lamb_shift);
  EXPECT_EQ(options.secular_cutoff, 0.1);
  EXPECT_EQ(options.degeneracy_tolerance, 1e-6);
  EXPECT_EQ(file.outputs[1].argument<std::string>("over"), "coupling.coupling1.strength");
  const System system = to_system(file.model);
  const HilbertSpace space{{5, 4}};
  const Matrix expected = 1.1 * embed(space, 0, number(5)) + 0.9 * embed(space, 1, spin_z(1.5)) +
                          0.02 * embed(space, 0, position(5)) * embed(space, 1, 2 * spin_x(1.5));
  EXPECT_LE((system.hamiltonian - expected).norm(), 1e-14);
}

TEST(Study, Sweeps) {
  const Study file = parse_model(std::string(kPair) + R"(
[sweep]
"coupling.rabi.strength" = { above = 0, to = 0.1, points = 4 }
"bath.cold.temperature" = { from = 1, to = 100, points = 3, scale = "log" }
"site.a2.frequency" = { values = [0.9, 1.1] }
"bath.hot.temperature" = { follow = "bath.cold.temperature", factor = 2 }
)",
                                 "x.toml");
  ASSERT_EQ(file.sweep.axes.size(), 3U);
  EXPECT_EQ(file.sweep.axes[0].path, "coupling.rabi.strength");  // in the order of the file
  EXPECT_THAT(file.sweep.axes[0].values,
              testing::Pointwise(testing::DoubleEq(), std::vector{0.025, 0.05, 0.075, 0.1}));
  EXPECT_THAT(file.sweep.axes[1].values,
              testing::Pointwise(testing::DoubleEq(), std::vector{1.0, 10.0, 100.0}));
  EXPECT_EQ(grid_size(file.sweep), 24U);

  Model model = file.model;
  BoundSweep sweep(model, file.sweep);
  sweep.set_point(2 * 6 + 1 * 2 + 1);
  EXPECT_DOUBLE_EQ(parameter(model, "coupling.rabi.strength"), 0.075);
  EXPECT_DOUBLE_EQ(parameter(model, "bath.cold.temperature"), 10);
  EXPECT_DOUBLE_EQ(parameter(model, "bath.hot.temperature"), 20);
  EXPECT_DOUBLE_EQ(parameter(model, "site.a2.frequency"), 1.1);
}

TEST(Study, ErrorsNameFileLineColumnAndWhatIsAllowed) {
  EXPECT_EQ(message(with("temperature = 0.2\n", "temperature = -0.2\n")),
            "pair.toml:23:15: 'temperature' of [[bath]] is -0.2; it must be a finite number >= 0");
  EXPECT_EQ(message(with("temperature = 0.2\n", "temprature = 0.2\n")),
            "pair.toml:23:1: [[bath]] has no key 'temprature'; did you mean 'temperature'?");
  EXPECT_EQ(message(with("temperature = 0.2\n", "")),
            "pair.toml:20:1: [[bath]] has no 'temperature'; it must have one, a number");
  EXPECT_EQ(message(with("temperature = 0.2\n", "temperature = \"warm\"\n")),
            "pair.toml:23:15: 'temperature' of [[bath]] is a text; it must be a number");
  EXPECT_EQ(message(with("frequency = 1.0", "frequency = nan")),
            "pair.toml:7:13: 'frequency' of [[site]] is nan; it must be a finite number");
  EXPECT_EQ(message(with("coefficient = 0.002", "coefficient = -1")),
            "pair.toml:24:52: 'coefficient' of the spectral density of bath 'cold' is -1; it must "
            "be a finite number >= 0");
  EXPECT_EQ(message(with("\"power\"", "\"powr\"")),
            "pair.toml:24:29: 'kind' is 'powr'; did you mean 'power'?");
  EXPECT_EQ(message(with("site = \"a1\"", "site = \"a3\"")),
            "pair.toml:22:8: there is no site 'a3'; did you mean 'a1'?");
  EXPECT_EQ(message(with("name = \"a2\"", "name = \"a1\"")),
            "pair.toml:10:8: 'a1' is the name of two; names must be unique");
  EXPECT_EQ(message(with("name = \"a2\"", "name = \"a.2\"")),
            "pair.toml:10:8: 'name' is 'a.2'; it must be letters, digits, _ and -, and begin with "
            "a letter");
  EXPECT_THAT(
      message(with("\"partial_secular\"", "\"partial\"")),
      testing::StartsWith("pair.toml:2:13: unknown equation 'partial'; allowed are local, "));
  EXPECT_THAT(message(with("[[site]]", "[[sit]]")), HasSubstr("sit"));
  EXPECT_THAT(message("a = ["), testing::StartsWith("pair.toml:1:6: "));
  EXPECT_THAT(message(""), HasSubstr("no [[site]]"));
  EXPECT_THAT(message("\xff\xfe"), testing::StartsWith("pair.toml:1:"));
}

TEST(Study, SweepErrors) {
  const auto sweep = [](const std::string& text) {
    return message(std::string(kPair) + "[sweep]\n" + text);
  };
  EXPECT_EQ(sweep("\"coupling.raby.strength\" = { from = 0, to = 1, points = 2 }"),
            "pair.toml:32:28: the model has no parameter 'coupling.raby.strength'; did you mean "
            "'coupling.rabi.strength'?");
  EXPECT_THAT(sweep("\"coupling.rabi.strength\" = { start = 0, to = 1, points = 2 }"),
              HasSubstr("has no key 'start'; did you mean 'from'?"));
  EXPECT_THAT(
      sweep("\"coupling.rabi.strength\" = { from = 0, to = 1, points = 0 }"),
      HasSubstr("'points' of \"coupling.rabi.strength\" in [sweep] is 0; it must be a whole "
                "number from 1"));
  EXPECT_THAT(sweep("\"coupling.rabi.strength\" = { from = 0, to = 1, points = 1e18 }"),
              HasSubstr("is 1e+18; it must be a whole number"));
  EXPECT_THAT(
      sweep("\"coupling.rabi.strength\" = { from = 0, to = 1, points = 3, scale = \"log\" }"),
      HasSubstr("both must be > 0"));
  EXPECT_THAT(sweep("\"bath.hot.temperature\" = { follow = \"bath.cold\" }"),
              HasSubstr("no parameter 'bath.cold'"));
  EXPECT_THAT(sweep("\"bath.hot.temperature\" = { follow = \"bath.cold.temperature\" }\n"
                    "\"bath.cold.temperature\" = { follow = \"bath.hot.temperature\" }"),
              HasSubstr("itself follows another"));
  EXPECT_THAT(sweep("\"coupling.rabi.strength\" = { from = 0, to = 1, points = 9000000 }\n"
                    "\"bath.hot.temperature\" = { from = 0, to = 1, points = 200 }"),
              HasSubstr("more than 1000000000 points"));
}

TEST(Study, SettingsSweepOtherKeysInTheirOrder) {
  const std::string text =
      std::string(kPair) +
      "[sweep]\n\"coupling.rabi.strength\" = { from = 0.1, to = 0.2, points = 3 "
      "}\n";
  const auto paths = [&](const std::vector<Setting>& settings) {
    std::vector<std::string> result;
    for (const SweepAxis& axis : parse_model(text, "pair.toml", settings).sweep.axes) {
      result.push_back(axis.path + " x" + std::to_string(axis.values.size()));
    }
    return result;
  };
  using testing::ElementsAre;
  EXPECT_THAT(
      paths({"sweep.site.a1.frequency={from=1, to=2, points=4}",
             "sweep.bath.cold.temperature={values=[0.1, 0.2]}"}),
      ElementsAre("coupling.rabi.strength x3", "site.a1.frequency x4", "bath.cold.temperature x2"));
  EXPECT_THAT(paths({"sweep.coupling.rabi.strength={values=[0.1]}"}),
              ElementsAre("coupling.rabi.strength x1"));
  EXPECT_THAT(paths({"sweep.coupling.rabi.strength.values=[0.1, 0.3]"}),
              ElementsAre("coupling.rabi.strength x2"));
  EXPECT_THAT(paths({"sweep.coupling.rabi.strength.above=0.1"}),
              ElementsAre("coupling.rabi.strength x3"));
  EXPECT_THAT(paths({"coupling.rabi.strength=0.1"}), ElementsAre());
  EXPECT_EQ(parse_model(kPair, "p", {"sweep.bath.cold.temperature={values=[1]}"}).sweep.axes.size(),
            1U);
}

TEST(Study, SettingsMayAddTheTableOfAnEquation) {
  const Study study = parse_model(kPair, "pair.toml", {"partial_secular.secular_cutoff=0.3"});
  EXPECT_TRUE(study.equations[1].options.contains("secular_cutoff"));
  EXPECT_FALSE(study.equations[0].options.contains("secular_cutoff"));
}

TEST(Study, ErrorsInSettingsNameTheSetting) {
  const auto setting = [](const std::string& s) {
    try {
      parse_model(kPair, "pair.toml", {s});
    } catch (const Error& error) {
      return std::string(error.what());
    }
    return std::string("no error");
  };
  EXPECT_EQ(setting("bath.hot.temperature=-1"),
            "--set bath.hot.temperature=-1: 'temperature' of [[bath]] is -1; it must be a finite "
            "number >= 0");
  EXPECT_EQ(setting("bath.hot.temprature=1"),
            "--set bath.hot.temprature=1: [[bath]] has no key 'temprature'; did you mean "
            "'temperature'?");
  EXPECT_EQ(setting("title=foo"),
            "--set title=foo: 'foo' is no value in TOML (a value must be a number, true, false, a "
            "list in [], a table in {} or a text in quotes); texts are in quotes, as in "
            "title=\"a pair\"");
  EXPECT_THAT(setting("bath.hot.temperature="), HasSubstr("'' is no value in TOML"));
  EXPECT_EQ(
      setting("sweep.bath.cold.temperature.points=3"),
      "--set sweep.bath.cold.temperature.points=3: the path must be sweep.KEY.points (or "
      "from, to, ...) of a swept key; sweep.KEY={from=..., to=..., points=...} sweeps another "
      "one");
  EXPECT_THAT(setting("sweep.bath.cold.temprature={values=[1]}"),
              testing::StartsWith("--set sweep.bath.cold.temprature={values=[1]}: the model has no "
                                  "parameter"));
  EXPECT_THAT(setting("sweep.bath.cold.temperature={values=[\"a\"]}"),
              testing::StartsWith("--set sweep"));
}

TEST(Study, LambShiftNeedsDensitiesThatHaveOne) {
  const std::string text = std::string(kPair) + "[options]\nlamb_shift = true\n";
  const auto with_settings = [&](const std::vector<Setting>& settings) {
    try {
      parse_model(text, "pair.toml", settings);
    } catch (const Error& error) {
      return std::string(error.what());
    }
    return std::string("no error");
  };
  EXPECT_THAT(with_settings({}),
              testing::StartsWith("pair.toml:32:14: bath 'cold' has no Lamb shift: the integral "
                                  "over a bare power law"));
  const std::string cutoff = "bath.cold.spectral_density.cutoff=5";
  EXPECT_EQ(with_settings({cutoff}), "no error");
  // The exponent of the file need not be among those of the sweep.
  const std::string exponent = "bath.cold.spectral_density.exponent";
  EXPECT_THAT(with_settings({cutoff, exponent + "=-1"}), HasSubstr("diverges at w = 0"));
  EXPECT_EQ(with_settings({cutoff, exponent + "=-1", "sweep." + exponent + "={values=[1, 2]}"}),
            "no error");
}

TEST(Study, ProductsOfWhichNothingIsLeftAreErrors) {
  const auto coupling = [](const std::string& operators) {
    return message(std::string(kPair) +
                   "[[coupling]]\nkind = \"operators\"\nstrength = 1\noperators = " + operators);
  };
  EXPECT_THAT(coupling("[\"a1.sm\", \"a2.sz\", \"a1.sm\"]"),
              HasSubstr("the product a1.sm a2.sz a1.sm is zero; nothing is left of it"));
  EXPECT_THAT(coupling("[\"a1.sx\", \"a1.sy\"]"),
              HasSubstr("the product a1.sx a1.sy cancels its adjoint; nothing is left of it"));
  EXPECT_EQ(coupling("[\"a1.sx\", \"a1.sy\", \"a1.sz\", \"a2.sp\", \"a2.sz\"]"), "no error");
}

TEST(Study, OutputErrors) {
  const auto output = [](const std::string& text) {
    return message("output = " + text + "\n" + kPair);
  };
  EXPECT_THAT(output("[\"energy_flwo\"]"), HasSubstr("did you mean 'energy_flow'?"));
  EXPECT_THAT(output("[\"specific_flow\"]"), HasSubstr("needs the parameter to divide by"));
  EXPECT_THAT(output("[]"), HasSubstr("'output' is empty"));
  EXPECT_THAT(output("[\"purity\", \"purity\"]"), HasSubstr("listed twice"));
}

TEST(Model, RejectsHugeSpaces) {
  std::string sites;
  for (int i = 0; i < 40; ++i) {
    sites += "[[site]]\nname = \"s" + std::to_string(i) +
             "\"\nkind = \"spin\"\nspin = 45\nfrequency = 1\n";
  }
  EXPECT_THAT(message(sites), HasSubstr("more than 8192 dimensions"));
}

TEST(ModelFile, GivesHeatsAlongTimeWhereNoOutputIsAskedFor) {
  const Study study = parse_model(R"(equations = ["local"]
[[chain]]
name = "s"
kind = "two_level"
count = 20
frequency = 1
strength = 0.1
[[bath]]
name = "b"
site = "s1"
temperature = 1
spectral_density = { kind = "drude", coefficient = 1, cutoff = 1 }
[time]
to = 1
[initial]
)",
                                  "chain.toml");
  ASSERT_EQ(study.outputs.size(), 2U);
  EXPECT_EQ(study.outputs[1].kind.name, "energy_transferred");
}

// The rows of a file are those that the model file itself might have.
TEST(ModelFile, TakesTheRowsOfADriveFromAFile) {
  const std::string text = std::string(kPair) +
                           "[time]\nto = 10\n[initial]\n[[drive]]\nparameter = "
                           "\"site.a1.frequency\"\nkind = \"steps\"\nfile = \"bias.csv\"\n";
  const Study study = parse_model(text, "pair.toml", {}, [](const std::string& name) {
    EXPECT_EQ(name, "bias.csv");
    return std::string("time;bias\n0;1,5\n5;2,5\n");
  });
  const auto& steps = std::get<Steps>(study.course->drives[0].shape);
  EXPECT_THAT(steps.times, testing::ElementsAre(0, 5));
  EXPECT_THAT(steps.values, testing::ElementsAre(1.5, 2.5));
}

// Matrices of many dimensions are no text that anybody writes.
TEST(ModelFile, TakesMatricesFromFilesOfNumPy) {
  const std::string text = R"(
    equations = ["redfield"]
    output = ["energy_flow"]
    [system]
    hamiltonian = "h.npy"
    [[system.term]]
    name = "bias"
    matrix = "v.npy"
    strength = 0.2
    [[bath]]
    name = "cold"
    operator = "s.npy"
    temperature = 0.1
    spectral_density = { kind = "power", coefficient = 0.01, exponent = 1 }
    [[bath]]
    name = "hot"
    operator = [[0, 1], [1, 0]]
    temperature = 1
    spectral_density = { kind = "power", coefficient = 0.01, exponent = 1 }
  )";
  const auto read = [](const std::string& name) -> std::string {
    if (name == "h.npy") return npy_bytes<double>("<f8", "(2, 2)", false, {0, 0, 0, 1});
    if (name == "v.npy") {
      return npy_bytes<double>("<c16", "(2, 2)", false, {0, 0, 0, -1, 0, 1, 0, 0});
    }
    throw Error("cannot read '" + name + "'");
  };
  const auto parsed = [&](const std::string& of) { return parse_model(of, "m.toml", {}, read); };
  EXPECT_EQ(error_of([&] { parsed(text); }), "m.toml:12:16: cannot read 's.npy'");
  std::string whole = text;
  whole.replace(whole.find("s.npy"), 5, "v.npy");
  const Study study = parsed(whole);
  Matrix v(2, 2);
  v << 0, Complex(0, -1), Complex(0, 1), 0;
  EXPECT_EQ(study.model.matrices->hamiltonian(1, 1), 1.0);
  EXPECT_EQ(study.model.matrices->terms.front().matrix, v);
  EXPECT_EQ(*study.model.baths.front().matrix, v);
  EXPECT_THAT(error_of([&] { parse_model(whole, "m.toml"); }),
              HasSubstr("'matrix' is 'v.npy'; a model that is no file has no files beside it"));
}

}  // namespace
}  // namespace quflux::inline model_file
