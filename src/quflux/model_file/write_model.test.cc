#include "quflux/model_file/write_model.h"

#include <bit>
#include <random>

#include <gmock/gmock.h>
#include <rapidcheck/gtest.h>

#include "quflux/files/read_model_file.h"
#include "quflux/model/check_model.h"
#include "quflux/model/random_system.h"
#include "quflux/model_file/model_file.h"

namespace quflux::inline model_file {
namespace {

using testing::HasSubstr;

// Numbers of any size and sign, so that texts cannot do with a few digits.
class Numbers {
 public:
  explicit Numbers(std::uint64_t seed) : engine_(seed) {}

  std::size_t below(std::size_t count) { return engine_() % count; }
  bool coin() { return below(2) == 1; }
  double any() {
    const double magnitude = std::ldexp(1 + uniform_(engine_), static_cast<int>(below(120)) - 60);
    return below(8) == 0 ? -0.0 : coin() ? magnitude : -magnitude;
  }
  double positive() { return std::abs(any()) + 0x1p-60; }
  std::mt19937_64& engine() { return engine_; }

 private:
  std::mt19937_64 engine_;
  std::uniform_real_distribution<double> uniform_{0, 1};
};

Table random_table(Numbers& numbers) {
  std::vector<double> frequencies{0};
  std::vector<double> values{0};
  while (frequencies.size() < 4 + numbers.below(4)) {
    frequencies.push_back(frequencies.back() * 1.5 + numbers.positive());
    values.push_back(numbers.positive());
  }
  return {frequencies, values, "a table"};
}

SingleDensity random_single_density(Numbers& numbers) {
  switch (numbers.below(5)) {
    case 0:
      return PowerLaw{numbers.positive(), numbers.any(), {}};
    case 1:
      return PowerLaw{numbers.positive(), numbers.any(), numbers.positive()};
    case 2:
      return Drude{numbers.positive(), numbers.positive()};
    case 3:
      return Brownian{numbers.any(), numbers.positive(), numbers.positive()};
    default:
      return random_table(numbers);
  }
}

SpectralDensity random_any_density(Numbers& numbers) {
  if (numbers.coin()) return any_density(random_single_density(numbers));
  DensitySum sum;
  while (sum.terms.empty() || numbers.coin()) sum.terms.push_back(random_single_density(numbers));
  return sum;
}

Model random_matrices(Numbers& numbers) {
  const auto d = static_cast<Eigen::Index>(2 + numbers.below(4));
  Model model;
  const auto matrix = [&] { return random_hermitian(numbers.engine(), d, numbers.positive()); };
  set_matrices(model,
               {matrix(),
                matrix(),
                {{"bias", matrix(), numbers.any(), true}, {"drive", matrix(), numbers.any()}}});
  for (const char* name : {"hot", "cold"}) {
    add_bath(model, {.name = name,
                     .sites = {},
                     .matrix = matrix(),
                     .temperature = numbers.positive(),
                     .spectral_density = random_any_density(numbers)});
  }
  add_lindblad(model, {"noise", {}, "", {}, Complex(1, 2) * matrix(), numbers.positive()});
  return model;
}

Model random_sites(Numbers& numbers) {
  Model model;
  add_site(model, {"atom", TwoLevel{numbers.any()}});
  add_site(model, {"mode", Oscillator{numbers.any(), static_cast<double>(3 + numbers.below(2))}});
  add_site(model, {"spin", Spin{numbers.any(), 0.5 * static_cast<double>(1 + numbers.below(3))}});
  add_site(model, {"scheme", Levels{{numbers.any(), numbers.any(), numbers.any()}}});
  add_coupling(model, {"", CouplingKind::exchange, {"atom", "mode"}, {}, numbers.any()});
  add_coupling(model,
               {"h", CouplingKind::exchange, {"mode", "atom"}, {}, numbers.any(), numbers.any()});
  add_coupling(model, {"x", CouplingKind::position, {"mode", "spin"}, {}, numbers.any()});
  add_coupling(model, {"z-z", CouplingKind::zz, {"spin", "atom"}, {}, numbers.any()});
  add_coupling(model, {"p",
                       CouplingKind::operators,
                       {},
                       {{"atom", "sp"}, {"mode", "a"}, {"scheme", "t02"}},
                       numbers.any()});
  add_term(model, {"kerr", "mode", "0.5 ad ad a a", numbers.any()});
  add_term(model, {"drive", "scheme", "t0_1 - 2 p2", numbers.any()});
  add_bath(model, {.name = "common",
                   .sites = {"atom", "mode"},
                   .weights = {numbers.any(), -0.75},
                   .temperature = numbers.positive(),
                   .spectral_density = random_any_density(numbers)});
  add_bath(model, {.name = "own",
                   .sites = {"spin"},
                   .site_operator = "0.6 sx + 0.8 sz",
                   .temperature = 0,
                   .spectral_density = random_any_density(numbers)});
  add_bath(model, {.name = "listed",
                   .sites = {"atom", "scheme", "atom"},
                   .operators_of_sites = {"sx", "t02", "sz"},
                   .temperature = 1,
                   .spectral_density = random_any_density(numbers)});
  add_lindblad(model, {"pump", {"atom"}, "sp", {}, {}, numbers.positive()});
  add_lindblad(model, {"loss", {"atom", "spin"}, "sm", {}, {}, numbers.positive()});
  add_lindblad(model, {"hop", {}, "", {{"atom", "sp"}, {"mode", "a"}}, {}, 0});
  return model;
}

Matrix random_state(Numbers& numbers, Eigen::Index dimension) {
  const Matrix m = random_hermitian(numbers.engine(), dimension, 1);
  const Matrix square = m * m;
  return square / square.trace().real();
}

Course random_course(Numbers& numbers, const Model& model) {
  const double first = numbers.positive();
  Course course{{0, first, first, first + numbers.positive()}, ProductState{}};
  switch (numbers.below(4)) {
    case 0:
      if (!model.sites.empty()) {
        course.initial =
            ProductState{{{"mode", InLevel{2}}, {"spin", AtTemperature{numbers.positive()}}}};
      }
      break;
    case 1:
      course.initial = GibbsState{numbers.positive()};
      break;
    case 2:
      course.initial =
          StationaryState{{{"bath." + model.baths[0].name + ".temperature", numbers.positive()}}};
      break;
    default:
      course.initial = random_state(numbers, dimension(model));
  }
  return course;
}

Study random_study(std::uint64_t seed) {
  Numbers numbers(seed);
  Study study;
  const bool matrices = numbers.coin();
  study.model = matrices ? random_matrices(numbers) : random_sites(numbers);
  study.model.title = "\"two\" \\ atoms\n\t\x7f \xc3\xa4";
  if (numbers.coin()) {
    study.options = {{"degeneracy_tolerance", 1e-7}, {"bath_coupling", std::string("exchange")}};
  }
  for (const char* name : {"redfield", "partial_secular"}) {
    study.equations.push_back(equation(name));
    Equation& added = study.equations.back();
    added.options = known_options(added.kind, study.options);
  }
  study.equations.back().label = "mine";
  study.equations.back().options.insert_or_assign("secular_cutoff", numbers.positive());
  study.outputs = {make_observable("purity"), make_observable("energy_flow")};
  if (!matrices) {
    Observable product = make_observable("expectation");
    product.arguments = {{"name", std::string("n")},
                         {"operators", std::vector<SiteOperator>{{"mode", "n"}}}};
    study.outputs.push_back(product);
    Observable noise = make_observable("bond_noise");
    noise.arguments = {{"frequencies", std::vector<double>{numbers.any(), numbers.any()}}};
    study.outputs.push_back(noise);
  }
  const std::string bath = "bath." + study.model.baths[0].name + ".temperature";
  const std::string other = "bath." + study.model.baths[1].name + ".temperature";
  add_axis(study.sweep, study.model, {bath, {numbers.positive(), numbers.positive()}});
  add_follow(study.sweep, study.model, {other, bath, numbers.any(), numbers.any()});
  const Course course = random_course(numbers, study.model);
  if (numbers.coin()) {
    study.course = course;
  } else if (numbers.coin()) {
    study.initial = course.initial;
  }
  return study;
}

bool same_bits(double a, double b) {
  return std::bit_cast<std::uint64_t>(a) == std::bit_cast<std::uint64_t>(b);
}

void expect_same(const std::vector<double>& a, const std::vector<double>& b) {
  RC_ASSERT(std::ranges::equal(a, b, same_bits));
}

void expect_same(const Matrix& a, const Matrix& b) {
  const auto numbers = [](const Matrix& m) {
    const auto* first = reinterpret_cast<const double*>(m.data());
    return std::vector<double>(first, first + 2 * m.size());
  };
  RC_ASSERT(a.rows() == b.rows());
  expect_same(numbers(a), numbers(b));
}

std::vector<SingleDensity> terms(const SpectralDensity& density) {
  return std::visit(
      [](const auto& d) -> std::vector<SingleDensity> {
        if constexpr (requires { d.terms; }) {
          return d.terms;
        } else {
          return {d};
        }
      },
      density);
}

void expect_same_tables(const Model& a, const Model& b) {
  for (std::size_t j = 0; j < a.baths.size(); ++j) {
    const std::vector<SingleDensity> ones = terms(a.baths[j].spectral_density);
    const std::vector<SingleDensity> others = terms(b.baths[j].spectral_density);
    RC_ASSERT(ones.size() == others.size());
    for (std::size_t k = 0; k < ones.size(); ++k) {
      RC_ASSERT(ones[k].index() == others[k].index());
      const auto* one = std::get_if<Table>(&ones[k]);
      if (one == nullptr) continue;
      const auto& other = std::get<Table>(others[k]);
      expect_same(one->frequencies(), other.frequencies());
      expect_same(one->values(), other.values());
    }
  }
}

RC_GTEST_PROP(WriteModel, ReadsBackToTheLastBit, (std::uint64_t seed)) {
  const Study study = random_study(seed);
  const std::string text = write_model(study);
  const Study again = parse_model(text, "again.toml");

  // Every number and every name of the model, and all of it in matrices.
  RC_ASSERT(again.model.title == study.model.title);
  const auto ours = parameters(study.model);
  const auto theirs = parameters(again.model);
  RC_ASSERT(std::ranges::equal(ours, theirs, [](const auto& a, const auto& b) {
    return a.first == b.first && same_bits(a.second, b.second);
  }));
  expect_same_tables(study.model, again.model);
  const System one = to_system(study.model);
  const System other = to_system(again.model);
  expect_same(one.hamiltonian, other.hamiltonian);
  expect_same(*one.uncoupled_hamiltonian, *other.uncoupled_hamiltonian);
  for (std::size_t j = 0; j < one.baths.size(); ++j) {
    RC_ASSERT(one.baths[j].name == other.baths[j].name);
    expect_same(one.baths[j].coupling_operator, other.baths[j].coupling_operator);
  }
  for (std::size_t k = 0; k < one.lindblad.size(); ++k) {
    RC_ASSERT(one.lindblad[k].name == other.lindblad[k].name);
    expect_same(one.lindblad[k].jump, other.lindblad[k].jump);
  }

  // What is asked of it.
  RC_ASSERT(again.options == study.options);
  RC_ASSERT(std::ranges::equal(again.equations, study.equations, [](const auto& a, const auto& b) {
    return a.kind.name == b.kind.name && a.label == b.label && a.options == b.options;
  }));
  RC_ASSERT(std::ranges::equal(again.outputs, study.outputs, [](const auto& a, const auto& b) {
    return a.kind.name == b.kind.name && a.arguments == b.arguments;
  }));
  RC_ASSERT(again.sweep.axes.size() == 1U);
  RC_ASSERT(again.sweep.axes[0].path == study.sweep.axes[0].path);
  expect_same(again.sweep.axes[0].values, study.sweep.axes[0].values);
  const Follow& tie = study.sweep.follows[0];
  const Follow& read = again.sweep.follows[0];
  RC_ASSERT(read.path == tie.path && read.source == tie.source);
  RC_ASSERT(same_bits(read.factor, tie.factor) && same_bits(read.offset, tie.offset));

  RC_ASSERT(again.course.has_value() == study.course.has_value());
  if (study.course) {
    expect_same(again.course->times, study.course->times);
    RC_ASSERT(again.course->initial.index() == study.course->initial.index());
    if (const auto* rho = std::get_if<Matrix>(&study.course->initial)) {
      expect_same(std::get<Matrix>(again.course->initial), *rho);
    }
  }

  RC_ASSERT(again.initial.has_value() == study.initial.has_value());

  RC_ASSERT(write_model(again) == text);
}

TEST(WriteModel, WritesWhatPeopleRead) {
  const std::string text = R"(title = "a pair"
equations = ["local", { kind = "global", label = "shifted", lamb_shift = true }]
output = ["energy_flow"]

[[site]]
name = "a"
kind = "two_level"
frequency = 1.0

[[bath]]
name = "hot"
sites = ["a"]
operator = "x"
temperature = 0.5
spectral_density = { kind = "drude", coefficient = 0.01, cutoff = 5.0 }

[sweep]
"site.a.frequency" = { values = [1.0, 2.0] }

[time]
values = [0.0, 2.5]

[initial]
a = { temperature = 0.25 }
)";
  EXPECT_EQ(write_model(parse_model(text, "pair.toml")), text);
}

TEST(WriteModel, WritesTheExamples) {
  for (const auto& entry : std::filesystem::directory_iterator(QUFLUX_EXAMPLES)) {
    if (entry.path().extension() != ".toml") continue;
    const std::string text = write_model(read_model_file(entry.path()));
    EXPECT_EQ(write_model(parse_model(text, "again.toml")), text) << entry.path();
  }
}

TEST(WriteModel, SaysThatAFunctionCannotBeSaved) {
  Study study = random_study(1);
  study.model.baths[0].spectral_density = Function{[](double w) { return w; }};
  try {
    write_model(study);
    FAIL();
  } catch (const Error& error) {
    EXPECT_THAT(error.what(), HasSubstr("is a function, which no model file can hold"));
  }
}

}  // namespace
}  // namespace quflux::inline model_file
