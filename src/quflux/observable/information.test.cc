#include <cmath>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "quflux/core/error.h"
#include "quflux/numerics/gibbs_state.h"
#include "quflux/observable/observable.h"
#include "quflux/observable/quantum_information.h"

namespace quflux::inline observable {
namespace {

using testing::HasSubstr;
using testing::ThrowsMessage;

// Two atoms and an oscillator of three levels.
Model model() {
  Model m;
  m.sites = {{"a", TwoLevel{1}}, {"b", TwoLevel{1.2}}, {"c", Oscillator{1, 3}}};
  m.baths = {
      {.name = "cold", .sites = {"a"}, .temperature = 0.3, .spectral_density = PowerLaw{0.1}},
      {.name = "hot", .sites = {"c"}, .temperature = 0.6, .spectral_density = PowerLaw{0.1}}};
  return m;
}

// The singlet of the atoms with the ground state of the oscillator.
Matrix singlet() {
  Vector psi = Vector::Zero(12);
  psi(1 * 3) = -std::sqrt(0.5);  // |g e>
  psi(2 * 3) = std::sqrt(0.5);   // |e g>
  return psi * psi.adjoint();
}

// The one number of an observable in a state.
double value(const Observable& observable, const Matrix& state) {
  Model m = model();
  BoundSweep sweep(m, {});
  const Points points{m, sweep};
  const BoundObservable bound = observable.kind.bind(m, observable);
  EXPECT_TRUE(bound.needs.has(Quantity::states));
  Answer answer;
  answer.states = {state};
  answer.hamiltonians = {to_system(m).hamiltonian};
  std::vector<std::vector<double>> parameters;
  for (const std::string& path : bound.parameters) parameters.push_back({parameter(m, path)});
  double result = NAN;
  const Equation any = equation("global");
  bound.evaluate({any, answer, {0, 1}, points, parameters}, {{&result, 1}});
  return result;
}

Observable of(std::string_view name, std::map<std::string, Argument, std::less<>> arguments = {}) {
  return {find_observable(name), std::move(arguments)};
}

using Names = std::vector<std::string>;

// Square roots of rounding.
constexpr double kRounding = 1e-7;

TEST(Information, RowsGiveWhatTheirFunctionsDo) {
  EXPECT_NEAR(value(of("l1_coherence"), singlet()), 1, kRounding);
  // All of its energy, (1 + 1.2)/2, since it is pure.
  EXPECT_NEAR(value(of("ergotropy"), singlet()), 1.1, kRounding);
  EXPECT_NEAR(value(of("concurrence", {{"sites", Names{"a", "b"}}}), singlet()), 1, kRounding);
  EXPECT_NEAR(value(of("mutual_information", {{"sites", Names{"a"}}}), singlet()),
              2 * std::log(2.0), kRounding);
  EXPECT_NEAR(value(of("mutual_information", {{"sites", Names{"a", "b"}}}), singlet()), 0,
              kRounding);
  const Matrix gibbs = gibbs_state(to_system(model()).hamiltonian, 0.3);
  const Observable distance =
      of("gibbs_distance", {{"temperature", std::string("bath.cold.temperature")}});
  EXPECT_NEAR(value(distance, gibbs), 0, kRounding);
  EXPECT_GT(value(distance, singlet()), 0.5);
}

TEST(Information, NamesTellOutputsOfOneKindApart) {
  const Observable named =
      of("concurrence", {{"name", std::string("ab")}, {"sites", Names{"a", "b"}}});
  EXPECT_EQ(named.kind.bind(model(), named).arrays[0].name, "concurrence_ab");
  EXPECT_EQ(of("ergotropy").array_name(), "ergotropy");
}

TEST(Information, SaysWhatAModelDoesNotAllow) {
  const auto bound = [](const Observable& observable) {
    return [observable] { observable.kind.bind(model(), observable); };
  };
  EXPECT_THAT(bound(of("concurrence")), ThrowsMessage<Error>(HasSubstr("two sites of two levels")));
  EXPECT_THAT(bound(of("concurrence", {{"sites", Names{"a", "c"}}})),
              ThrowsMessage<Error>(HasSubstr("two sites of two levels")));
  EXPECT_THAT(bound(of("mutual_information", {{"sites", Names{"a", "b", "c"}}})),
              ThrowsMessage<Error>(HasSubstr("no other is left")));
  EXPECT_THAT(bound(of("gibbs_distance")),
              ThrowsMessage<Error>(HasSubstr("unless there is a single bath")));
  EXPECT_THAT(bound(of("gibbs_distance", {{"temperature", std::string("site.a.frequency")}})),
              ThrowsMessage<Error>(HasSubstr("must be the temperature of a bath")));
}

}  // namespace
}  // namespace quflux::inline observable
