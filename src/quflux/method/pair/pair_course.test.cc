// Pairs in time by their closed form against the density matrix.

#include "quflux/method/pair/pair_course.h"

#include <cmath>

#include <Eigen/QR>
#include <gtest/gtest.h>

#include "quflux/method/master_equation/density_matrix_course.h"
#include "quflux/method/master_equation/master_equation.h"
#include "quflux/method/pair/exceptional_point.h"
#include "quflux/method/pair/pair_propagator.h"
#include "quflux/method/pair/pair_road.h"
#include "quflux/method/pair/recognise.h"
#include "quflux/model/check_model.h"

namespace quflux::inline pair {
namespace {

constexpr Quantities kAsked{Quantity::flows, Quantity::occupations};

Model two_atoms(double detuning, double coupling) {
  Model model;
  add_site(model, {"left", TwoLevel{1}});
  add_site(model, {"right", TwoLevel{1 + detuning}});
  add_coupling(model, {"rabi", CouplingKind::exchange, {"left", "right"}, {}, coupling});
  add_bath(model, {.name = "hot",
                   .sites = {"right"},
                   .temperature = 0.22,
                   .spectral_density = PowerLaw{0.04, 3, std::nullopt}});
  add_bath(model, {.name = "cold",
                   .sites = {"left"},
                   .temperature = 0.2,
                   .spectral_density = PowerLaw{0.002, 3, std::nullopt}});
  return model;
}

Answer followed(const Model& model, PairEquation equation, const Course& course, bool general) {
  Model own = model;
  BoundSweep sweep(own, {}, course.times.size());
  const Points points{own, sweep};
  const std::vector<RoadEquation> closed{{equation, {}}};
  const std::vector<RoadEquation> open{{find_master_equation(name(equation)), {}}};
  Answer answer;
  answer.reset(course.times.size(), kAsked, 2, 2, 1);
  const Solve solve = general ? follow_density_matrix(points, open, kAsked, course)
                              : follow_pair(points, closed, kAsked, course);
  solve({0, course.times.size()}, std::span(&answer, 1));
  return answer;
}

Matrix entangled() {
  Vector psi(4);
  psi << Complex(0.5, 0.1), Complex(-0.3, 0.2), Complex(0.4, -0.5), Complex(0.2, 0.3);
  psi.normalize();
  return psi * psi.adjoint();
}

TEST(PairCourse, IsThatOfTheDensityMatrix) {
  const std::vector<double> times{0, 0.3, 7, 7, 40, 300, 1e4};
  for (const double detuning : {0.0, -0.09}) {
    for (const double coupling : {0.003, 0.00970780116655856, 0.04}) {
      const Model model = two_atoms(detuning, coupling);
      for (const PairEquation equation :
           {PairEquation::local, PairEquation::global, PairEquation::partial_secular}) {
        for (const InitialState& initial :
             {InitialState(ProductState{{{"left", InLevel{1}}, {"right", AtTemperature{0.5}}}}),
              InitialState(GibbsState{0.3}),
              InitialState(StationaryState{{{"bath.hot.temperature", 0.5}}}),
              InitialState(entangled())}) {
          const Course course{times, initial};
          const Answer ours = followed(model, equation, course, false);
          const Answer theirs = followed(model, equation, course, true);
          ASSERT_TRUE(ours.reasons.empty() && theirs.reasons.empty());
          for (std::size_t i = 0; i < 2 * times.size(); ++i) {
            // Rounding of some hundred products, of flows with rates of 0.02 in them.
            EXPECT_NEAR(ours.flows[i], theirs.flows[i], 1e-15) << name(equation) << " " << i;
            EXPECT_NEAR(ours.occupations[i], theirs.occupations[i], 1e-13) << name(equation);
          }
        }
      }
    }
  }
}

// J(t) - J(inf) = (a + b t + c t^2) e^(-(g1 + g2) t): a third difference of what is left vanishes.
TEST(PairCourse, AtTheExceptionalPointTheFlowDecaysWithAParabola) {
  const Model model = two_atoms(0, 0);
  const TwoLevelPair pair = require_pair(model).pair;
  const double coupling = exceptional_coupling(pair, PairEquation::local)->parameter.real();
  std::vector<double> times;
  for (int k = 0; k < 60; ++k) times.push_back(3.0 * k);
  times.push_back(1e5);
  const Answer answer = followed(two_atoms(0, coupling), PairEquation::local,
                                 {times, ProductState{{{"left", InLevel{1}}}}}, false);
  const PairPoint<double> p = point(pair);
  const double rate = relaxation_rate(p.bath1, p.omega1) + relaxation_rate(p.bath2, p.omega2);
  const double end = answer.flows[2 * 60];
  RealVector left(60);
  for (Eigen::Index k = 0; k < 60; ++k) {
    const auto at = static_cast<std::size_t>(k);
    left(k) = (answer.flows[2 * at] - end) * std::exp(rate * times[at]);
  }
  const RealMatrix powers = [] {
    RealMatrix m(60, 3);
    for (Eigen::Index k = 0; k < 60; ++k) m.row(k) << 1, k / 60.0, k * k / 3600.0;
    return m;
  }();
  const RealVector fit = powers.colPivHouseholderQr().solve(left);
  const double largest = left.cwiseAbs().maxCoeff();
  RealVector misfit = left - powers * fit;
  for (Eigen::Index k = 0; k < 60; ++k)
    misfit(k) *= std::exp(-rate * times[static_cast<std::size_t>(k)]);
  EXPECT_LT(misfit.cwiseAbs().maxCoeff(), 1e-12 * largest);
  EXPECT_GT(std::abs(fit(2)), 1e-3 * largest);  // t^2, not t alone
}

TEST(PairCourse, WithoutTheClosedFormTheDensityMatrixFollows) {
  // An isolated atom keeps what it has; a mode without a gap.
  Model alone = two_atoms(0, 0);
  std::get<PowerLaw>(alone.baths[1].spectral_density).coefficient = 0;
  for (const Model& model : {alone, two_atoms(0, 1.1)}) {
    const Course course{{0, 30}, ProductState{{{"left", InLevel{1}}}}};
    const Answer ours = followed(model, PairEquation::global, course, false);
    const Answer theirs = followed(model, PairEquation::global, course, true);
    ASSERT_TRUE(ours.reasons.empty());
    EXPECT_EQ(ours.occupations, theirs.occupations);
    EXPECT_EQ(ours.flows, theirs.flows);
  }
}

// exp(-X s) exp(-X t) = exp(-X (s + t)) through the small and the large arguments of sinh.
TEST(PairPropagator, StepsCombine) {
  Matrix2<Complex> x;
  x << Complex(0.02, 0.3), Complex(0, 0.1), Complex(0.01, 0.1), Complex(0.04, -0.3);
  for (const double gap : {1.0, 1e-9, 0.0}) {
    Matrix2<Complex> at = x;
    if (gap < 1) at << Complex(0.02), Complex(0.1), Complex(gap), Complex(0.02);
    const PairPropagator propagator(at);
    for (const double t : {1e-3, 1.0, 40.0}) {
      const Matrix2<Complex> once = propagator(t);
      EXPECT_LT((once * once - propagator(2 * t)).cwiseAbs().maxCoeff(), 1e-14);
    }
  }
  // exp(500 mu) is more than a number can be; the whole decays.
  Matrix2<Complex> wide;
  wide << Complex(3), Complex(0), Complex(0), Complex(0.001);
  const Matrix2<Complex> late = PairPropagator(wide)(500);
  // With the rounding of exponents of 750.
  EXPECT_NEAR(late(1, 1).real(), std::exp(-0.5), 1e-12);
}

}  // namespace
}  // namespace quflux::inline pair
