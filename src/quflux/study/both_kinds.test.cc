// Exceptional points of coherences and of flows, by the search of a model, against
// testdata/exact_ep.json and what is known in closed form.

#include <algorithm>
#include <map>
#include <optional>
#include <string_view>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "quflux/core/error.h"
#include "quflux/core/recall.h"
#include "quflux/core/test_data.h"
#include "quflux/files/read_model_file.h"
#include "quflux/study/transition.h"

namespace quflux::inline study {
namespace {

using nlohmann::json;
using testing::Contains;
using testing::HasSubstr;
using testing::IsEmpty;

const std::string kCoupling = "coupling.rabi.strength";

Study atoms(const std::string& equations) {
  return read_model_file(QUFLUX_EXAMPLES "/atoms_exact_exceptional_point.toml",
                         {"equations=[" + equations + "]"});
}

const json& second_order() {
  static const json data = test_data("exact_ep.json").at("cases").at("A").at("second_order");
  return data;
}

bool holds(const std::vector<TransitionPoint>& points, RelaxationKind kind, Complex at,
           double tolerance) {
  return std::ranges::any_of(points, [&](const TransitionPoint& p) {
    return p.kind == kind && std::abs(p.parameters[0] - at.real()) <= tolerance &&
           std::abs(p.parameters[1] - std::abs(at.imag())) <= tolerance;
  });
}

TEST(BothKinds, OfEveryEquationOfSecondOrder) {
  const struct {
    const char* name;
    std::string equation;
  } equations[] = {
      {"local", R"("local")"},
      {"ps", R"("partial_secular")"},
      {"ps+L", R"({ kind = "partial_secular", lamb_shift = true })"},
      {"redfield", R"("redfield")"},
      {"redfield+L", R"({ kind = "redfield", lamb_shift = true })"},
  };
  for (const auto& [name, equation] : equations) {
    SCOPED_TRACE(name);
    // Lamb shifts of the reference are those of a sum of exponentials, 7e-9 off; see the next test.
    const double tolerance = std::string_view(name).ends_with("+L") ? 1e-8 : 1e-10;
    const Transition transition =
        find_transition(atoms(equation), kCoupling, {0.05, 0.09}, {.height = 0.03});
    const EquationTransition& found = transition.equations.front();
    for (const char* sector : {"flow_X", "coherence"}) {
      const auto complex =
          second_order().at(sector).at(name).at("complex").get<std::vector<double>>();
      EXPECT_TRUE(
          holds(found.points,
                sector == std::string("flow_X") ? RelaxationKind::flow : RelaxationKind::coherence,
                {complex[0], complex[1]}, tolerance))
          << sector;
    }
    const auto first =
        std::ranges::find(found.points, RelaxationKind::coherence, &TransitionPoint::kind);
    EXPECT_TRUE(std::none_of(first, found.points.end(), [](const TransitionPoint& p) {
      return p.kind != RelaxationKind::coherence;
    }));
  }
}

// In the local equation the Lamb shifts, summed here over four million Matsubara frequencies,
// detune the atoms, and move the point of the flow off the axis by half of their difference.
TEST(BothKinds, LambShiftsDetuneTheAtoms) {
  const Transition transition = find_transition(atoms(R"({ kind = "local", lamb_shift = true })"),
                                                kCoupling, {0.05, 0.09}, {.height = 0.03});
  EXPECT_TRUE(holds(
      transition.equations.front().points, RelaxationKind::flow,
      {second_order().at("local_closed_form_flow").get<double>(), 0.019736799830647318}, 1e-11));
}

// An atom that exchanges with a damped mode, the exact image of a Lorentzian bath, at T = 0:
// c'' + l c' + (g l/2) c = 0 of its amplitude c, with l = kappa/2 and g l/2 = Omega^2. They meet
// at l = 2 g, which is Omega = kappa/4.
TEST(BothKinds, AnAtomThatExchangesWithADampedMode) {
  const Study study = read_model_file(QUFLUX_EXAMPLES "/starters/cavity.toml",
                                      {"equations=[\"local\"]", "site.cavity.levels=2",
                                       "site.cavity.frequency=1", "site.atom.frequency=1"});
  Study cold = study;
  for (ModelBath& bath : cold.model.baths) {
    bath.temperature = 0;
    bath.spectral_density = PowerLaw{bath.sites.front() == "cavity" ? 0.2 : 0.0, 1};
  }
  std::erase_if(cold.model.baths,
                [](const ModelBath& bath) { return bath.sites.front() != "cavity"; });
  const Transition transition = find_transition(
      cold, "coupling." + cold.model.couplings.front().name + ".strength", {0.02, 0.09});
  EXPECT_TRUE(holds(transition.equations.front().points, RelaxationKind::coherence, 0.05, 1e-10));
}

TEST(BothKinds, OfOscillatorsAreOne) {
  const Study study =
      read_model_file(QUFLUX_EXAMPLES "/coupled_oscillators.toml", {"equations=[\"local\"]"});
  const Transition transition = find_transition(
      study, "coupling." + study.model.couplings.front().name + ".strength", {0.001, 0.2});
  for (const TransitionPoint& point : transition.equations.front().points) {
    EXPECT_EQ(point.kind, RelaxationKind::both);
  }
}

// The hierarchy to two digits, its points within their errors.
TEST(BothKinds, OfTheHierarchyWithErrors) {
  const json heom = test_data("exact_ep.json").at("cases").at("A").at("heom");
  const Transition transition = find_transition(atoms(R"({ kind = "heom", tolerance = 3e-2 })"),
                                                kCoupling, {0.06, 0.08}, {.height = 0.026});
  const EquationTransition& found = transition.equations.front();
  EXPECT_EQ(found.matrix, EquationMatrix::slow);
  std::vector<std::pair<RelaxationKind, Complex>> expected{
      {RelaxationKind::coherence,
       {heom.at("coherence_complex").at("Omega").at(0),
        heom.at("coherence_complex").at("Omega").at(1)}}};
  for (const json& point : heom.at("flow_EP2_complex")) {
    expected.push_back({RelaxationKind::flow, {point.at("Omega").at(0), point.at("Omega").at(1)}});
  }
  for (const auto& [kind, at] : expected) {
    SCOPED_TRACE(fmt::format("{} {}", name(kind), at.real()));
    const bool there = std::ranges::any_of(found.points, [&](const TransitionPoint& p) {
      const Complex off(p.parameters[0] - at.real(), p.parameters[1] - std::abs(at.imag()));
      return p.kind == kind && p.error > 0 && p.error < 2e-3 && std::abs(off) <= p.error;
    });
    EXPECT_TRUE(there);
  }
}

// Answers that are kept as long as a search is asked the same.
struct Kept {
  std::map<Question, Matrix> answers;
  std::vector<Question> order;
  bool one_each = true;  // no question had two of them

  Recall keep() {
    return {[](Question) { return std::nullopt; },
            [this](Question asked, const Matrix& answer) {
              const auto [known, fresh] = answers.emplace(asked, answer);
              if (fresh) order.push_back(asked);
              one_each =
                  one_each && known->second.size() == answer.size() && known->second == answer;
            }};
  }
  // The first ones of them.
  Recall find(std::size_t count) const {
    std::map<Question, Matrix> first;
    for (std::size_t i = 0; i < count; ++i) first.emplace(order[i], answers.at(order[i]));
    return {[first = std::move(first)](Question asked) -> std::optional<Matrix> {
              const auto known = first.find(asked);
              return known == first.end() ? std::nullopt : std::optional(known->second);
            },
            [](Question, const Matrix&) {}};
  }
};

std::vector<double> numbers(const EquationTransition& of) {
  std::vector<double> result;
  for (const TransitionPoint& p : of.points) {
    result.insert(result.end(), {p.parameters[0], p.parameters[1], p.eigenvalue.real(),
                                 p.eigenvalue.imag(), static_cast<double>(p.multiplicity)});
  }
  for (const TransitionMarker& m : of.markers) result.push_back(m.value.value_or(-1));
  return result;
}

TEST(BothKinds, ASearchThatGoesOnFindsTheSame) {
  for (const std::optional<EquationMatrix> matrix :
       {std::optional<EquationMatrix>(), std::optional(EquationMatrix::generator)}) {
    for (const char* equation : {"\"local\"", "\"redfield\""}) {
      SCOPED_TRACE(equation);
      const TransitionOptions options{.height = 0.005, .matrix = matrix};
      const auto search = [&](const Recall& recall) {
        const RecallScope scope(recall);
        return find_transition(atoms(equation), kCoupling, {0.063, 0.071}, options)
            .equations.front();
      };
      Kept kept;
      const EquationTransition whole = search(kept.keep());
      EXPECT_TRUE(kept.one_each);
      for (const double share : {0.1, 0.5, 0.9, 1.0}) {
        const auto count = static_cast<std::size_t>(share * static_cast<double>(kept.order.size()));
        const EquationTransition goes_on = search(kept.find(count));
        EXPECT_EQ(goes_on.not_searched, "");
        EXPECT_EQ(numbers(goes_on), numbers(whole)) << share;
      }
    }
  }
}

TEST(BothKinds, OneCoherenceHasNoneToMeet) {
  Study alone = atoms(R"({ kind = "heom", tolerance = 1e-1 })");
  alone.model.sites.pop_back();
  alone.model.couplings.clear();
  alone.model.baths.pop_back();
  const EquationTransition found =
      find_transition(alone, "site.a1.frequency", {0.5, 2}).equations.front();
  EXPECT_EQ(found.not_searched, "");
  EXPECT_THAT(found.points, IsEmpty());
  EXPECT_THAT(found.remarks, Contains(HasSubstr("kind coherence, and it takes two to meet")));
}

TEST(BothKinds, SayWhyAHierarchyIsNotSearched) {
  const auto reason = [](const Study& study, const std::string& parameter) {
    try {
      const Transition found = find_transition(study, parameter, {0.4, 0.6});
      return found.equations.front().not_searched;
    } catch (const Error& error) {
      return std::string(error.what());
    }
  };
  EXPECT_THAT(reason(atoms("\"heom\""), "bath.hot.temperature"), HasSubstr("changes a bath"));
  Study dephased = atoms("\"heom\"");
  dephased.model.baths.front().site_operator = "sz";
  EXPECT_THAT(reason(dephased, "site.a1.frequency"), HasSubstr("parity"));
  Study far = atoms("\"heom\"");
  far.model.sites.back().kind = TwoLevel{3.2};
  EXPECT_THAT(reason(far, kCoupling), HasSubstr("less than a factor of 3"));
}

TEST(BothKinds, APointOfCutOscillatorsSaysThatErrorsDoNotHoldTheCut) {
  const auto remarks = [](const char* equations) {
    const Study study =
        read_model_file(QUFLUX_TESTDATA "/models/two_oscillators.toml",
                        {equations, "site.a.levels=2", "site.b.levels=2",
                         "bath.hot.spectral_density={kind=\"drude\",coefficient=0.04,cutoff=5}",
                         "bath.cold.spectral_density={kind=\"drude\",coefficient=0.01,cutoff=5}"});
    return find_transition(study, "coupling.k.strength", {0.002, 0.02}).equations.front().remarks;
  };
  EXPECT_THAT(remarks("equations=[{kind=\"heom\",tolerance=1e-1}]"),
              Contains(HasSubstr("errors do not hold what the cut changes")));
  EXPECT_THAT(remarks("equations=[\"exact\"]"), Not(Contains(HasSubstr("cut"))));
}

}  // namespace
}  // namespace quflux::inline study
