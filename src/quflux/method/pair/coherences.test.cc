// Exceptional points of both kinds against testdata/exact_ep.json, by another road.

#include "quflux/method/pair/coherences.h"

#include <gtest/gtest.h>

#include "quflux/core/test_data.h"
#include "quflux/exceptional/eigensystem.h"
#include "quflux/method/master_equation/make_generator.h"
#include "quflux/method/pair/exceptional_point.h"

namespace quflux::inline pair {
namespace {

using nlohmann::json;

TwoLevelPair pair_of(const json& parameters) {
  const double cutoff = parameters.at("cutoff");
  const auto bath = [&](int j) {
    return Reservoir{Drude{parameters.at("c").at(j), cutoff}, parameters.at("T").at(j)};
  };
  return {1, 1, 0, bath(0), bath(1)};
}

const json& cases() {
  static const json data = test_data("exact_ep.json").at("cases");
  return data;
}

TEST(Coherences, AreABlockOfTheGenerator) {
  TwoLevelPair pair = pair_of(cases().at("A").at("parameters"));
  pair.omega2 = 1.07;
  pair.coupling = 0.06;
  for (const bool local : {true, false}) {
    const Generator generator =
        make_generator(to_system(pair), local ? kLocal : kPartialSecular, EquationOptions{});
    const Vector all = eigenvalues_of(superoperator(generator));
    const Matrix block = local ? coherence_matrix<PairEquation::local>(point(pair))
                               : coherence_matrix<PairEquation::partial_secular>(point(pair));
    for (const Complex value : eigenvalues_of(block)) {
      EXPECT_LE((all.array() - value).abs().minCoeff(), 1e-13);  // rounding
    }
  }
}

TEST(Coherences, MeetWhereTheReferenceHasThem) {
  for (const char* name : {"A", "C1", "C2"}) {
    const json& entry = cases().at(name);
    const TwoLevelPair pair = pair_of(entry.at("parameters"));
    const json& second = entry.at("second_order");
    const struct {
      const char* sector;
      RelaxationKind kind;
    } kinds[] = {{"coherence", RelaxationKind::coherence}, {"flow_X", RelaxationKind::flow}};
    for (const auto& [sector, kind] : kinds) {
      for (const PairEquation equation : {PairEquation::local, PairEquation::partial_secular}) {
        SCOPED_TRACE(fmt::format("{} {} {}", name, sector, quflux::pair::name(equation)));
        const json& points = second.at(sector).at(equation == PairEquation::local ? "local" : "ps");
        const auto complex = points.at("complex").get<std::vector<double>>();
        const auto found = exceptional_coupling(pair, equation, kind);
        ASSERT_TRUE(found);
        EXPECT_NEAR(found->parameter.real(), complex[0], 1e-10);
        EXPECT_NEAR(found->parameter.imag(), std::abs(complex[1]), 1e-10);
        const double width = kind == RelaxationKind::flow ? -1 : 1;  // X decays with +
        EXPECT_NEAR(width * found->eigenvalue.real(), complex[2], 1e-10);
        const auto real = points.at("real").get<std::vector<double>>();
        const auto detuned = exceptional_detuning(pair, equation, kind);
        ASSERT_TRUE(detuned);
        EXPECT_NEAR(detuned->coupling, real[0], 1e-10);
        EXPECT_NEAR(-detuned->detuning, real[1], 1e-10);
      }
    }
    EXPECT_NEAR(local_coherence_point(pair), second.at("local_closed_form_coherence").get<double>(),
                1e-14);
    EXPECT_FALSE(exceptional_coupling(pair, PairEquation::global, RelaxationKind::coherence));
  }
}

// Both limits of Eq. (91).
TEST(Coherences, MeetWithFlowsAtZeroTemperatureAndApartFromThemWhereItIsHot) {
  TwoLevelPair pair = pair_of(cases().at("A").at("parameters"));
  pair.bath1.temperature = pair.bath2.temperature = 0;
  const auto flow = exceptional_coupling(pair, PairEquation::local);
  EXPECT_NEAR(local_coherence_point(pair), flow->parameter.real(), 1e-15);
  pair.bath1.temperature = pair.bath2.temperature = 1e4;
  const double g1 = relaxation_rate(pair.bath1, 1.0);
  const double g2 = relaxation_rate(pair.bath2, 1.0);
  EXPECT_NEAR(local_coherence_point(pair), (g1 + g2) / 2, 1e-7 * (g1 + g2));  // (w/2T)^2
}

}  // namespace
}  // namespace quflux::inline pair
