#include "quflux/method/pair/kernel.h"

#include <cmath>
#include <random>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "quflux/core/error.h"
#include "quflux/core/test_data.h"
#include "quflux/method/pair/moments.h"
#include "quflux/method/pair/stationary.h"

namespace quflux::inline pair {
namespace {

constexpr PairEquation kEquations[] = {PairEquation::local, PairEquation::global,
                                       PairEquation::partial_secular};

// The columns of a batch, with room for pairs of every kind.
struct Points {
  std::vector<double> omega1, omega2, coupling, temperature1, temperature2, coefficient1,
      coefficient2;

  void add(const TwoLevelPair& pair, double c1, double c2) {
    omega1.push_back(pair.omega1);
    omega2.push_back(pair.omega2);
    coupling.push_back(pair.coupling);
    temperature1.push_back(pair.bath1.temperature);
    temperature2.push_back(pair.bath2.temperature);
    coefficient1.push_back(c1);
    coefficient2.push_back(c2);
  }

  PairBatch batch(const RateShape& shape1 = {}, const RateShape& shape2 = {}) const {
    return {omega1.size(), omega1,       omega2,       coupling, temperature1,
            temperature2,  coefficient1, coefficient2, shape1,   shape2};
  }
};

struct Results {
  explicit Results(const PairBatch& batch, PairEquation equation)
      : flow(batch.size), states(5, std::vector<double>(batch.size)) {
    pair_flows(batch, equation, flow);
    pair_states(batch, equation, {states[0], states[1], states[2], states[3], states[4]});
  }
  std::vector<double> flow;
  std::vector<std::vector<double>> states;
};

TwoLevelPair make_pair(double w1, double w2, double coupling, double t1, double t2,
                       const SpectralDensity& s1, const SpectralDensity& s2) {
  return {w1, w2, coupling, {s1, t1}, {s2, t2}};
}

// Random pairs over many orders of magnitude, T = 0, equal temperatures, resonance and uncoupled
// atoms among them.
Points random_points(std::size_t count, unsigned seed) {
  std::mt19937 random(seed);
  std::uniform_real_distribution<double> uniform(0, 1);
  const auto log_uniform = [&](double from, double to) {
    return from * std::pow(to / from, uniform(random));
  };
  Points points;
  for (std::size_t i = 0; i < count; ++i) {
    const double w1 = log_uniform(0.5, 2);
    const double w2 = uniform(random) < 0.2 ? w1 : w1 * (1 + log_uniform(1e-6, 0.5));
    const double coupling = std::sqrt(w1 * w2) * log_uniform(1e-5, 0.9);
    const double t1 = uniform(random) < 0.05 ? 0 : log_uniform(0.02, 100);
    const double t2 = uniform(random) < 0.1 ? t1 : log_uniform(0.02, 100);
    const TwoLevelPair pair = uniform(random) < 0.5
                                  ? make_pair(w1, w2, coupling, t1, t2, PowerLaw{}, PowerLaw{})
                                  : make_pair(w2, w1, -coupling, t2, t1, PowerLaw{}, PowerLaw{});
    points.add(pair, log_uniform(1e-4, 0.1), log_uniform(1e-4, 0.1));
  }
  return points;
}

SpectralDensity with_coefficient(SpectralDensity density, double c) {
  if (auto* law = std::get_if<PowerLaw>(&density)) law->coefficient = c;
  if (auto* drude = std::get_if<Drude>(&density)) drude->coefficient = c;
  return density;
}

void expect_same_as_scalar(const Points& points, const SpectralDensity& density1,
                           const SpectralDensity& density2) {
  const PairBatch batch = points.batch(*rate_shape(density1), *rate_shape(density2));
  for (const PairEquation equation : kEquations) {
    const Results r(batch, equation);
    for (std::size_t i = 0; i < batch.size; ++i) {
      const TwoLevelPair pair =
          make_pair(points.omega1[i], points.omega2[i], points.coupling[i], points.temperature1[i],
                    points.temperature2[i], with_coefficient(density1, points.coefficient1[i]),
                    with_coefficient(density2, points.coefficient2[i]));
      const StationaryPair s = stationary(pair, equation);
      SCOPED_TRACE(testing::Message()
                   << name(equation) << ", point " << i << ": w = " << pair.omega1 << ", "
                   << pair.omega2 << ", Omega = " << pair.coupling
                   << ", T = " << pair.bath1.temperature << ", " << pair.bath2.temperature
                   << ", c = " << points.coefficient1[i] << ", " << points.coefficient2[i]);
      // As kernel.h says. The last term of Eq. (34) divides roundings of rates by the splitting.
      const double energy = std::max(pair.omega1, pair.omega2) + std::abs(pair.coupling);
      const double splitting = std::hypot(pair.omega1 - pair.omega2, 2 * pair.coupling);
      const double slope =
          equation == PairEquation::partial_secular ? 4e-15 * energy / splitting : 0;
      const double flow_tolerance = (1e-11 + slope) * std::abs(s.flow1);
      ASSERT_NEAR(r.flow[i], s.flow1, flow_tolerance);
      ASSERT_NEAR(r.states[0][i], s.flow1, flow_tolerance);
      // Occupations of 1e-13 come from factors exp(-50): 50 times the rounding of the energies.
      const double tolerance = 1e-10;
      ASSERT_NEAR(r.states[1][i], s.occupation1, tolerance * s.occupation1 + 1e-250);
      ASSERT_NEAR(r.states[2][i], s.occupation2, tolerance * s.occupation2 + 1e-250);
      const double scale = std::sqrt(s.occupation1 * s.occupation2);
      ASSERT_NEAR(r.states[3][i], s.coherence.real(), tolerance * scale);
      ASSERT_NEAR(r.states[4][i], s.coherence.imag(), tolerance * scale);
    }
  }
}

class Kernel : public testing::TestWithParam<std::string> {
 protected:
  void SetUp() override { use_instruction_set(GetParam()); }
  void TearDown() override { use_instruction_set(""); }
};

INSTANTIATE_TEST_SUITE_P(InstructionSets, Kernel, testing::ValuesIn(instruction_sets()),
                         [](const auto& set) { return set.param; });

TEST_P(Kernel, AgreesWithTheScalarFormForOhmicBaths) {
  expect_same_as_scalar(random_points(2003, 1), PowerLaw{}, PowerLaw{});
}

TEST_P(Kernel, AgreesWithTheScalarFormForEveryShape) {
  const Points points = random_points(403, 2);
  const SpectralDensity shapes[] = {PowerLaw{0, 3, 1.5}, PowerLaw{0, 0.5}, PowerLaw{0, 2.5, 10.0},
                                    PowerLaw{0, -1}, Drude{0, 0.7}};
  for (const SpectralDensity& shape : shapes) {
    expect_same_as_scalar(points, shape, PowerLaw{});
    expect_same_as_scalar(points, PowerLaw{0, 2}, shape);
  }
}

// Couplings up to sqrt(w1 w2), where the lower mode hardly relaxes: in the sites, states lose up to
// all digits there, flows none.
Points strong_points(std::size_t count, unsigned seed) {
  std::mt19937 random(seed);
  std::uniform_real_distribution<double> uniform(0, 1);
  const auto log_uniform = [&](double from, double to) {
    return from * std::pow(to / from, uniform(random));
  };
  Points points;
  for (std::size_t i = 0; i < count; ++i) {
    const double w1 = 0.3 + 1.7 * uniform(random);
    const double w2 = uniform(random) < 0.3 ? w1 : 0.3 + 1.7 * uniform(random);
    const double coupling = (0.01 + 0.989 * uniform(random)) * std::sqrt(w1 * w2);
    points.add(make_pair(w1, w2, coupling, log_uniform(0.01, 3), log_uniform(0.01, 3), {}, {}),
               log_uniform(1e-5, 1), log_uniform(1e-5, 1));
  }
  return points;
}

TEST_P(Kernel, HasTheFlowsOfTheScalarFormOfStrongPairs) {
  const Points points = strong_points(2003, 5);
  const SpectralDensity shapes[] = {PowerLaw{0, 1}, PowerLaw{0, 3}, PowerLaw{0, 2.2}};
  for (const SpectralDensity& shape1 : shapes) {
    for (const SpectralDensity& shape2 : shapes) {
      const PairBatch batch = points.batch(*rate_shape(shape1), *rate_shape(shape2));
      for (const PairEquation equation : kEquations) {
        std::vector<double> flows(batch.size);
        pair_flows(batch, equation, flows);
        for (std::size_t i = 0; i < batch.size; ++i) {
          const TwoLevelPair pair = make_pair(
              points.omega1[i], points.omega2[i], points.coupling[i], points.temperature1[i],
              points.temperature2[i], with_coefficient(shape1, points.coefficient1[i]),
              with_coefficient(shape2, points.coefficient2[i]));
          try {
            const double wanted = stationary(pair, equation).flow1;
            ASSERT_NEAR(flows[i], wanted, 1e-11 * std::abs(wanted))
                << name(equation) << ": w = " << pair.omega1 << ", " << pair.omega2
                << ", Omega = " << pair.coupling << ", T = " << pair.bath1.temperature << ", "
                << pair.bath2.temperature;
          } catch (const NoAnswer&) {
            continue;  // too few digits of its state are right
          }
        }
      }
    }
  }
}

TEST_P(Kernel, TakesShapesThatVaryFromPointToPoint) {
  const Points points = random_points(203, 3);
  std::mt19937 random(4);
  std::uniform_real_distribution<double> uniform(0, 1);
  std::vector<double> exponent1(203);
  std::vector<double> exponent2(203);
  std::vector<double> inverse_cutoff(203);
  for (std::size_t i = 0; i < exponent1.size(); ++i) {
    exponent1[i] = 4 * uniform(random) - 0.5;
    exponent2[i] = std::floor(4 * uniform(random));
    inverse_cutoff[i] = uniform(random) < 0.2 ? 0 : 3 * uniform(random);
  }
  PairBatch batch = points.batch();
  batch.shapes = ShapeColumns{exponent1, inverse_cutoff, exponent2, 0.2};
  for (const PairEquation equation : kEquations) {
    std::vector<double> flows(batch.size);
    pair_flows(batch, equation, flows);
    for (std::size_t i = 0; i < batch.size; ++i) {
      const PairBatch one{1,
                          points.omega1[i],
                          points.omega2[i],
                          points.coupling[i],
                          points.temperature1[i],
                          points.temperature2[i],
                          points.coefficient1[i],
                          points.coefficient2[i],
                          RateShape{exponent1[i], inverse_cutoff[i]},
                          RateShape{exponent2[i], 0.2}};
      double wanted = 0;
      pair_flows(one, equation, std::span(&wanted, 1));
      // The rates alone are computed in another way, to some roundings of exponents of ten.
      ASSERT_NEAR(flows[i], wanted, 1e-11 * std::abs(wanted)) << name(equation) << ", point " << i;
    }
  }
}

// Ohmic, of one shape, and of shapes that vary; gaps that close and points without an answer among
// them, and one that does not fill a vector.
TEST_P(Kernel, HasTheSameFlowsOfAllEquationsAtOnce) {
  Points points = random_points(202, 5);
  points.add(make_pair(1, 1.2, 0.99999 * std::sqrt(1.2), 1, 2, PowerLaw{}, PowerLaw{}), 0.1, 0.2);
  points.add(make_pair(1, 1, 1.5, 1, 2, PowerLaw{}, PowerLaw{}), 0.1, 0.2);
  points.add(make_pair(1, 1.1, 0.1, 1, -1, PowerLaw{}, PowerLaw{}), 0.1, 0.2);
  PairBatch varying = points.batch();
  const std::vector<double> exponents(varying.size, 1.5);
  varying.shapes = ShapeColumns{exponents, 0.2, 0.5, 0.1};
  for (const PairBatch& batch :
       {points.batch(), points.batch(RateShape{3, 0}, RateShape{0.5, 0.2}), varying}) {
    std::array<std::vector<double>, 3> all;
    for (std::vector<double>& flows : all) flows.resize(batch.size);
    pair_flows(batch, {all[0], all[1], all[2]});
    for (const PairEquation equation : kEquations) {
      std::vector<double> one(batch.size);
      pair_flows(batch, equation, one);
      EXPECT_THAT(all[static_cast<std::size_t>(equation)],
                  testing::Pointwise(testing::NanSensitiveDoubleEq(), one));
    }
  }
}

TEST(PairBatch, HasShapesThatVaryForFlowsAlone) {
  PairBatch batch;
  batch.size = 1;
  batch.shapes = ShapeColumns{};
  double one = 0;
  const std::span<double> out(&one, 1);
  EXPECT_THROW(pair_states(batch, PairEquation::local, {out, out, out, out, out}), Error);
  EXPECT_THROW(pair_flow_grid(batch, PairEquation::local, out, out, out), Error);
  const std::vector<double> two(2);
  batch.shapes->exponent2 = two;
  EXPECT_THROW(pair_flows(batch, PairEquation::local, out), Error);
}

TEST_P(Kernel, AgreesWithTheReference) {
  const nlohmann::json reference = test_data("two_tls.json");
  for (const auto& entry : reference.at("cases")) {
    const auto& p = entry.at("params");
    Points point;
    point.add(
        make_pair(p.at("omega1"), p.at("omega2"), p.at("Omega"), p.at("T1"), p.at("T2"), {}, {}),
        p.at("c1"), p.at("c2"));
    const PairBatch batch = point.batch(RateShape{p.at("n1")}, RateShape{p.at("n2")});
    for (const auto& [equation, expected] : entry.at("results").items()) {
      SCOPED_TRACE(testing::Message() << equation << " at " << p.dump());
      const Results r(batch, pair_equation(equation));
      const auto expect = [&](double value, const char* key) {
        const double wanted = expected.at(key);
        // No floor from the exchange of energy: flows keep their own digits.
        EXPECT_NEAR(value, wanted, 1e-11 * std::abs(wanted)) << key;
      };
      expect(r.flow[0], "J1");
      expect(r.states[0][0], "J1");
      expect(r.states[1][0], "occupation1");
      expect(r.states[2][0], "occupation2");
      const Complex coherence(expected.at("coherence_re"), expected.at("coherence_im"));
      EXPECT_LE(std::abs(Complex(r.states[3][0], r.states[4][0]) - coherence),
                1e-10 * std::abs(coherence));
    }
  }
}

TEST_P(Kernel, EqualTemperaturesAndAtomsGiveNoFlowAtAll) {
  Points points;
  for (const double t : {0.0, 0.01, 1.0, 1e5}) {
    points.add(make_pair(1, 1, 0.1, t, t, PowerLaw{}, PowerLaw{}), 0.01, 0.03);
  }
  for (const PairEquation equation : kEquations) {
    EXPECT_THAT(Results(points.batch(), equation).flow, testing::Each(0.0)) << name(equation);
  }
  points.add(make_pair(1, 1.3, 0.1, 0.7, 0.7, PowerLaw{}, PowerLaw{}), 0.01, 0.03);
  EXPECT_EQ(Results(points.batch(), PairEquation::global).flow.back(), 0);
  EXPECT_EQ(Results(points.batch(), PairEquation::partial_secular).flow.back(), 0);
}

TEST_P(Kernel, UncoupledAtomsAreInEquilibriumWithTheirOwnBaths) {
  Points points;
  points.add(make_pair(1, 1, 0, 0.5, 2, PowerLaw{}, PowerLaw{}), 0.01, 0.02);
  points.add(make_pair(1, 1.2, 0, 2, 0.5, PowerLaw{}, PowerLaw{}), 0.01, 0.02);
  for (const PairEquation equation : kEquations) {
    const Results r(points.batch(), equation);
    for (std::size_t i = 0; i < 2; ++i) {
      EXPECT_EQ(r.flow[i], 0);
      EXPECT_NEAR(r.states[1][i], 1 / (std::exp(points.omega1[i] / points.temperature1[i]) + 1),
                  1e-15);
      EXPECT_NEAR(r.states[2][i], 1 / (std::exp(points.omega2[i] / points.temperature2[i]) + 1),
                  1e-15);
    }
  }
}

TEST_P(Kernel, OneReservoirThatDoesNotActLeavesNoFlow) {
  Points points;
  points.add(make_pair(1, 1.1, 0.05, 0.5, 2, PowerLaw{}, PowerLaw{}), 0, 0.02);
  points.add(make_pair(1, 1.1, 0.05, 0.5, 2, PowerLaw{}, PowerLaw{}), 0.02, 0);
  for (const PairEquation equation : kEquations) {
    EXPECT_THAT(Results(points.batch(), equation).flow, testing::Each(0.0)) << name(equation);
  }
}

// A rate that underflows is none; the state is then that of the other reservoir alone.
TEST_P(Kernel, AReservoirFarBelowItsCutoffDoesNotAct) {
  const PowerLaw far{1, 1, 1e-3};  // exp(-1000)
  const RateShape shape{1, 1e3, false};
  for (const double w2 : {1.0, 1.1}) {
    for (const double coupling : {1e-11, 0.05}) {  // one mode for the global equation, and two
      const TwoLevelPair pair = make_pair(1, w2, coupling, 0.5, 2, far, PowerLaw{1});
      Points points;
      points.add(pair, 1, 1);
      for (const PairEquation equation : kEquations) {
        const Results r(points.batch(shape, {}), equation);
        const StationaryPair s = stationary(pair, equation);
        EXPECT_EQ(r.flow[0], 0) << name(equation);
        // Occupations of order one; a detuned atom follows the other through 1e-11 only.
        if (w2 != 1 && coupling < 1e-9) continue;
        EXPECT_NEAR(r.states[1][0], s.occupation1, 1e-10) << name(equation);
        EXPECT_NEAR(r.states[2][0], s.occupation2, 1e-10) << name(equation);
        EXPECT_NEAR(r.states[3][0], s.coherence.real(), 1e-10) << name(equation);
      }
    }
  }
}

TEST_P(Kernel, PointsWithoutAnAnswerAreNaN) {
  const double nan = std::nan("");
  const double inf = std::numeric_limits<double>::infinity();
  Points points;
  const auto add = [&](double w1, double w2, double coupling, double t1, double t2, double c1,
                       double c2) {
    points.add(make_pair(w1, w2, coupling, t1, t2, PowerLaw{}, PowerLaw{}), c1, c2);
  };
  add(1, 1, 0.1, 0.5, 1, 0, 0);  // no reservoir acts
  add(1, 1, 0, 0.5, 1, 0, 0.1);  // one acts, and the atoms are not coupled
  add(1, 1.1, 0, 0.5, 1, 0.1, 0);
  add(-1, 1, 0.1, 0.5, 1, 0.1, 0.1);
  add(1, 0, 0.1, 0.5, 1, 0.1, 0.1);
  add(-1, -1, 0.1, 0.5, 1, 0.1, 0.1);
  add(1, 1, 1, 0.5, 1, 0.1, 0.1);  // a mode without energy
  add(1, 1, 1.5, 0.5, 1, 0.1, 0.1);
  add(1, 1, 0.1, -0.5, 1, 0.1, 0.1);
  add(1, 1, 0.1, 0.5, -1, 0.1, 0.1);
  add(1, 1, 0.1, 0.5, 1, -0.1, 0.1);
  add(1, 1, 0.1, 0.5, 1, 0.1, -0.1);
  for (const double bad : {nan, inf, -inf}) {
    add(bad, 1, 0.1, 0.5, 1, 0.1, 0.1);
    add(1, bad, 0.1, 0.5, 1, 0.1, 0.1);
    add(1, 1, bad, 0.5, 1, 0.1, 0.1);
    add(1, 1, 0.1, bad, 1, 0.1, 0.1);
    add(1, 1, 0.1, 0.5, bad, 0.1, 0.1);
    add(1, 1, 0.1, 0.5, 1, bad, 0.1);
    add(1, 1, 0.1, 0.5, 1, 0.1, bad);
  }
  for (const PairEquation equation : kEquations) {
    const Results r(points.batch(), equation);
    EXPECT_THAT(r.flow, testing::Each(testing::IsNan())) << name(equation);
    for (const auto& part : r.states) {
      EXPECT_THAT(part, testing::Each(testing::IsNan())) << name(equation);
    }
  }
}

// A lower mode of the energy 1e-8 relaxes 1e-17 times as fast as the upper one.
TEST_P(Kernel, StatesWithoutDigitsAreNaNAndFlowsAreNot) {
  Points points;
  const PowerLaw cubic{1, 3, {}};
  points.add(make_pair(1, 1, 1 - 1e-8, 0.2, 0.22, cubic, cubic), 0.04, 0.08);
  points.add(make_pair(1, 1, 1 - 1e-2, 0.2, 0.22, cubic, cubic), 0.04, 0.08);
  const Results r(points.batch({3}, {3}), PairEquation::partial_secular);
  EXPECT_NEAR(r.flow[0], -1.43539506155e-5, 1e-14);  // the global equation, 1e-9 apart
  EXPECT_EQ(r.states[0][0], r.flow[0]);
  for (std::size_t part = 1; part < 5; ++part) EXPECT_TRUE(std::isnan(r.states[part][0]));
  EXPECT_NEAR(r.states[1][1], 0.230658390597, 1e-11);  // in 50 digits
  const auto lost =
      make_pair(1, 1, 1 - 1e-8, 0.2, 0.22, PowerLaw{0.04, 3, {}}, PowerLaw{0.08, 3, {}});
  EXPECT_THAT([&] { stationary(lost, PairEquation::partial_secular); },
              testing::ThrowsMessage<NoAnswer>(testing::HasSubstr("a mode of the energy 1e-08")));
}

TEST(StationaryPair, TellsRatesTooSmallForNumbers) {
  const auto faint = make_pair(1, 1, 0.1, 0.2, 0.22, PowerLaw{1e-320}, PowerLaw{0.08});
  EXPECT_THAT([&] { stationary(faint, PairEquation::partial_secular); },
              testing::ThrowsMessage<NoAnswer>(testing::HasSubstr("too small for numbers")));
}

TEST_P(Kernel, GridIsTheBatchOfAllCombinations) {
  Points points = random_points(517, 3);
  const std::vector<double> c1{1e-4, 0.003, 0.1, -1};
  const std::vector<double> c2{2e-4, 0.1, 0.0, 0.1};
  for (const PairEquation equation : kEquations) {
    std::vector<double> flows(c1.size() * points.omega1.size());
    pair_flow_grid(points.batch(), equation, c1, c2, flows);
    for (std::size_t row = 0; row < c1.size(); ++row) {
      PairBatch batch = points.batch();
      batch.coefficient1 = c1[row];
      batch.coefficient2 = c2[row];
      const Results r(batch, equation);
      for (std::size_t i = 0; i < batch.size; ++i) {
        const double flow = flows[row * batch.size + i];
        if (std::isnan(r.flow[i])) {
          ASSERT_TRUE(std::isnan(flow));
        } else {
          // The same formulas, contracted differently by the compiler.
          ASSERT_NEAR(flow, r.flow[i], 1e-12 * std::abs(r.flow[i])) << name(equation) << i;
        }
      }
    }
  }
}

TEST(PairBatch, RefusesLengthsThatDoNotFit) {
  std::vector<double> three(3);
  std::vector<double> two(2);
  PairBatch batch;
  batch.size = 3;
  batch.coupling = std::span<const double>(two);
  EXPECT_THAT([&] { pair_flows(batch, PairEquation::local, three); },
              testing::ThrowsMessage<Error>("the coupling has 2 numbers; the batch has 3 points"));
  batch.coupling = 0.1;
  EXPECT_THROW(pair_flows(batch, PairEquation::local, two), Error);
  EXPECT_THROW(pair_flow_grid(batch, PairEquation::local, two, three, three), Error);
  EXPECT_THROW(use_instruction_set("ABACUS"), Error);
  batch.size = 0;
  pair_flows(batch, PairEquation::local, {});
}

// A rate beyond numbers is no number to go on with.
TEST(PairBatch, HasNoFlowWhereAPowerOverflows) {
  for (const double exponent : {1e5 + 0.5, 1e5, 1e12}) {
    double flow = 0;
    const PairBatch batch{1, 1.0, 1.0, 0.02, 0.5, 1.0, 0.01, 0.03, {exponent, 0, false}, {}};
    for (const PairEquation equation : {PairEquation::global, PairEquation::partial_secular}) {
      EXPECT_FALSE(pair_flows(batch, equation, std::span(&flow, 1))) << exponent;
      EXPECT_TRUE(std::isnan(flow)) << exponent << ": " << flow;
    }
  }
}

}  // namespace
}  // namespace quflux::inline pair
