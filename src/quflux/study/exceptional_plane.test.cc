// Exceptional points at two real numbers, against testdata/exact_ep.json.

#include "quflux/study/exceptional_plane.h"

#include <algorithm>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "quflux/core/error.h"
#include "quflux/core/test_data.h"
#include "quflux/files/read_model_file.h"

namespace quflux::inline study {
namespace {

using nlohmann::json;
using testing::ElementsAre;
using testing::HasSubstr;

const std::array<std::string, 2> kPlane{"coupling.rabi.strength", "site.a2.frequency"};

Study atoms(const std::string& equations) {
  return read_model_file(QUFLUX_EXAMPLES "/atoms_exact_exceptional_point.toml",
                         {"equations=[" + equations + "]"});
}

const json& reference() {
  static const json data = test_data("exact_ep.json").at("cases").at("A");
  return data;
}

const TransitionPoint* next_to(const std::vector<TransitionPoint>& points, RelaxationKind kind,
                               double x, double y, double within) {
  const auto found = std::ranges::find_if(points, [&](const TransitionPoint& p) {
    return p.kind == kind && std::abs(p.parameters[0] - x) <= within &&
           std::abs(p.parameters[1] - y) <= within;
  });
  return found == points.end() ? nullptr : &*found;
}

TEST(ExceptionalPlane, OfEveryEquationOfSecondOrder) {
  const struct {
    const char* name;
    std::string equation;
  } equations[] = {
      {"ps", R"("partial_secular")"},
      {"ps+L", R"({ kind = "partial_secular", lamb_shift = true })"},
      {"redfield+L", R"({ kind = "redfield", lamb_shift = true })"},
  };
  for (const auto& [name, equation] : equations) {
    SCOPED_TRACE(name);
    const ExceptionalPlane plane =
        find_exceptional_plane(atoms(equation), kPlane, {{0.06, 0.078}, {0.99, 1.055}});
    // Lamb shifts of the reference are those of a sum of exponentials, 1e-8 off.
    const double tolerance = std::string_view(name).ends_with("+L") ? 3e-8 : 1e-9;
    EXPECT_EQ(plane.equations.front().points.size(), 3U);  // two of coherences, one of flows
    for (const auto& [sector, kind] : {std::pair{"flow_X", RelaxationKind::flow},
                                       std::pair{"coherence", RelaxationKind::coherence}}) {
      const json& real = reference().at("second_order").at(sector).at(name).at("real");
      EXPECT_TRUE(next_to(plane.equations.front().points, kind, real.at(0),
                          1 + real.at(1).get<double>(), tolerance))
          << sector;
    }
  }
}

// Cusps of the flow and the real point of the coherences, each within the error that is told.
TEST(ExceptionalPlane, OfTheHierarchyHasCusps) {
  // With one of the two cusps: what is refined takes its time.
  const ExceptionalPlane plane = find_exceptional_plane(
      atoms(R"({ kind = "heom", tolerance = 0.1 })"), kPlane, {{0.0605, 0.0755}, {1.0435, 1.052}});
  const EquationPlane& found = plane.equations.front();
  EXPECT_EQ(found.matrix, EquationMatrix::slow);
  const json& cusp = reference().at("heom").at("flow_EP3_real").at(0);
  const TransitionPoint* three = next_to(found.points, RelaxationKind::flow, cusp.at("Omega"),
                                         1 + cusp.at("w2_minus_w1").get<double>(), 1e-3);
  ASSERT_NE(three, nullptr);
  EXPECT_EQ(order(*three), 3);
  EXPECT_NEAR(three->parameters[0], cusp.at("Omega").get<double>(), three->error);
  EXPECT_NEAR(three->parameters[1], 1 + cusp.at("w2_minus_w1").get<double>(), three->error);
  EXPECT_LT(three->error, 1e-3);
  EXPECT_NEAR(three->eigenvalue.real(), cusp.at("eigenvalue").get<double>(), 1e-3);
  const json& real = reference().at("heom").at("coherence_real");
  const TransitionPoint* point = next_to(found.points, RelaxationKind::coherence, real.at("Omega"),
                                         1 + real.at("w2_minus_w1").get<double>(), 1e-3);
  ASSERT_NE(point, nullptr);
  EXPECT_EQ(order(*point), 2);
  // A turn around it exchanges two branches, which part as a root.
  EXPECT_THAT(point->cycles, ElementsAre(2));
  EXPECT_NEAR(point->branch_exponent, 0.5, 1e-4);
  EXPECT_NEAR(point->parameters[1], 1 + real.at("w2_minus_w1").get<double>(), point->error);
  EXPECT_TRUE(std::ranges::any_of(found.curves, [](const PlaneCurve& curve) {
    return order(curve) == 2 && curve.kind == RelaxationKind::flow;
  }));
}

TEST(ExceptionalPlane, OfOscillatorsHasTheDoublePole) {
  const json expected = test_data("exact_ep.json").at("oscillators").at("values").at("A_pos");
  const auto number = [&](const char* key) {
    return std::stod(expected.at(key).get<std::string>());
  };
  const Study study = read_model_file(
      QUFLUX_EXAMPLES "/coupled_oscillators.toml",
      {"equations=[\"exact\"]",
       "bath.cold.spectral_density={ kind = \"drude\", coefficient = 0.02, cutoff = 5 }",
       "bath.hot.spectral_density={ kind = \"drude\", coefficient = 0.2, cutoff = 5 }"});
  const ExceptionalPlane plane = find_exceptional_plane(
      study, {"coupling.g.strength", "site.o2.frequency"}, {{0.051, 0.089}, {1.46, 1.65}});
  EXPECT_TRUE(plane.equations.front().complete);
  // Of the double pole itself, which is refined until rounding.
  EXPECT_TRUE(next_to(plane.equations.front().points, RelaxationKind::both, number("k_real"),
                      1 + number("detuning_real"), 1e-10));
}

TEST(ExceptionalPlane, SaysWhatItDoesNotSearch) {
  const auto message = [](const std::array<std::string, 2>& parameters, const Box& box) {
    try {
      find_exceptional_plane(atoms("\"heom\""), parameters, box);
    } catch (const Error& error) {
      return std::string(error.what());
    }
    return std::string();
  };
  const Box box{{0.06, 0.07}, {1.0, 1.1}};
  EXPECT_THAT(message({kPlane[0], kPlane[0]}, box), HasSubstr("a plane has two"));
  EXPECT_THAT(message({kPlane[0], "bath.hot.temperature"}, box), HasSubstr("changes a bath"));
  EXPECT_THAT(message({kPlane[0], "site.a3.frequency"}, box), HasSubstr("site.a3"));
  EXPECT_THAT(message(kPlane, {{0.06, 0.06}, {1, 1.1}}), HasSubstr(kPlane[0]));
}

}  // namespace
}  // namespace quflux::inline study
