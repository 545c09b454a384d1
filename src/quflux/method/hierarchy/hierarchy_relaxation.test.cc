// Exceptional points of hierarchies against testdata/exact_ep.json.

#include "quflux/method/hierarchy/hierarchy_relaxation.h"

#include <array>
#include <cmath>
#include <numbers>
#include <optional>
#include <tuple>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "quflux/core/test_data.h"
#include "quflux/exceptional/eigensystem.h"
#include "quflux/exceptional/encircle.h"
#include "quflux/exceptional/meeting.h"
#include "quflux/method/hierarchy/hierarchy.h"
#include "quflux/method/hierarchy/parities.h"
#include "quflux/method/hierarchy/slow_subspace.h"

namespace quflux::inline hierarchy {
namespace {

using nlohmann::json;

Complex complex_of(const json& pair) { return {pair.at(0), pair.at(1)}; }

// The two atoms of the reference, in the order |ee>, |eg>, |ge>, |gg>.
SectorSystem atoms(Complex coupling, Complex omega2) {
  SectorSystem system{Matrix::Zero(4, 4), {Matrix::Zero(4, 4), Matrix::Zero(4, 4)}, {0, 1, 1, 0}};
  system.hamiltonian.diagonal() << 1.0 + omega2, 1, omega2, 0;
  system.hamiltonian(1, 2) = system.hamiltonian(2, 1) = coupling;
  for (const auto& [a, b] : {std::pair{0, 2}, std::pair{1, 3}}) {
    system.couplings[0](a, b) = system.couplings[0](b, a) = 1;
  }
  for (const auto& [a, b] : {std::pair{0, 1}, std::pair{2, 3}}) {
    system.couplings[1](a, b) = system.couplings[1](b, a) = 1;
  }
  return system;
}

// The exponents of the reference, as they are.
std::shared_ptr<const HierarchyFrame> reference_frame(const json& discrete) {
  std::vector<ExponentialSum> baths;
  for (const json& bath : discrete.at("exponents")) {
    ExponentialSum sum;
    for (std::size_t k = 0; k < bath.at("nu").size(); ++k) {
      const Complex a(bath.at("a_re").at(k), bath.at("a_im").at(k));
      sum.terms.push_back({Complex(bath.at("nu").at(k), 0), a, std::conj(a), k});
    }
    baths.push_back(std::move(sum));
  }
  return std::make_shared<HierarchyFrame>(baths, discrete.at("tier").get<std::size_t>());
}

Meeting meeting_of_reference(RelaxationKind kind, MeetingOf what, const Meeting& start,
                             Complex shift, Eigen::Index vectors) {
  const json discrete = test_data("exact_ep.json").at("cases").at("A").at("discrete");
  const auto frame = reference_frame(discrete);
  Matrix basis;
  const ComplexFamily family = [&](std::span<const Complex> p) {
    const SectorHierarchy hierarchy(frame, atoms(p[0], p.size() > 1 ? 1.0 + p[1] : 1.0), kind);
    const SlowSubspace slow = slow_subspace(hierarchy, {shift, vectors, 1e-10, 1}, basis);
    basis = slow.basis;
    return slow.block;
  };
  return find_meeting(family, start, what, 0.01, 1e-11);
}

const json& discrete() {
  static const json data = test_data("exact_ep.json").at("cases").at("A").at("discrete");
  return data;
}

// Residuals of 1e-10 leave some 1e-9 of the places, of which the slope of (l1 - l2)^2 is 0.6.
constexpr double kDiscrete = 2e-9;

TEST(HierarchyRelaxation, CoherencesOfTheReferencesHierarchyMeetWhereTheyDoThere) {
  const json& expected = discrete().at("coherence_EP_complex_Omega");
  const Meeting found = meeting_of_reference(
      RelaxationKind::coherence, MeetingOf::complex_parameter,
      {{Complex(0.072, -0.024)}, Complex(-0.083, -0.968), 2}, Complex(-0.1, -0.96), 2);
  EXPECT_LE(std::abs(found.parameters[0] - complex_of(expected)), kDiscrete);
  EXPECT_LE(std::abs(found.eigenvalue - Complex(expected.at(2), expected.at(3))), kDiscrete);
}

// A power series of what is analytic in a disc, by its values on the edge.
class Series {
 public:
  static constexpr int kSamples = 12;

  explicit Series(double radius) : radius_(radius) {}

  Complex sample(int k) const { return std::polar(radius_, 2 * std::numbers::pi * k / kSamples); }
  void add(int k, Complex value) {
    for (int m = 0; m < kSamples; ++m) {
      coefficients_[static_cast<std::size_t>(m)] +=
          value * std::polar(1.0 / kSamples, -2 * std::numbers::pi * k * m / kSamples);
    }
  }
  Complex operator()(Complex z) const {
    Complex sum = 0;
    for (int m = kSamples - 1; m >= 0; --m) {
      sum = sum * z / radius_ + coefficients_[static_cast<std::size_t>(m)];
    }
    return sum;
  }

 private:
  double radius_;
  std::array<Complex, kSamples> coefficients_{};
};

// A turn around the point exchanges the two coherences, which part as a root; beside it there is
// none. Their mean and (l1 - l2)^2 = 2 tr N^2 are analytic: a dozen hierarchies know both.
TEST(HierarchyRelaxation, CoherencesChangePlacesOnATurn) {
  const json& expected = discrete().at("coherence_EP_complex_Omega");
  const auto frame = reference_frame(discrete());
  Series mean(4e-3);
  Series square(4e-3);
  Matrix basis;
  for (int k = 0; k < Series::kSamples; ++k) {
    const SectorHierarchy hierarchy(frame, atoms(complex_of(expected) + mean.sample(k), 1.0),
                                    RelaxationKind::coherence);
    const SlowSubspace slow = slow_subspace(hierarchy, {Complex(-0.1, -0.96), 2, 1e-9, 1}, basis);
    basis = slow.basis;
    const Complex m = slow.block.trace() / 2.0;
    const Matrix centred = slow.block - m * Matrix::Identity(2, 2);
    mean.add(k, m);
    square.add(k, (centred * centred).trace() / 2.0);
  }
  const auto turn = [&](Complex offset, double radius) {
    const auto eigenvalues = [&](Complex z) -> Vector {
      const Complex root = std::sqrt(square(offset + z));
      return Vector{{mean(offset + z) + root, mean(offset + z) - root}};
    };
    return encircle(eigenvalues, mean(offset), 2, radius);
  };
  const std::optional<Turn> far = turn(0, 2e-3);
  const std::optional<Turn> near = turn(0, 5e-4);
  ASSERT_TRUE(far && near);
  EXPECT_EQ(far->cycles, std::vector<int>{2});
  EXPECT_EQ(far->discriminant_order, 1);
  EXPECT_LE(std::abs(near->centroid), 1e-6);  // residuals over the slope of (l1 - l2)^2
  // Each Puiseux term alone is a power of the radius.
  EXPECT_NEAR(std::log(far->puiseux(0) / near->puiseux(0)) / std::log(4), 0.5, 1e-3);
  const std::optional<Turn> aside = turn(2e-3, 5e-4);
  ASSERT_TRUE(aside);
  EXPECT_EQ(aside->cycles, (std::vector<int>{1, 1}));
}

// Of couplings from zero to the strongest one.
std::vector<Model> oscillators(double levels, double frequency, double strongest) {
  std::vector<Model> models(2);
  for (const double strength : {0.0, strongest}) {
    Model& model = models[strength > 0 ? 1 : 0];
    model.sites = {{"a", Oscillator{1, levels}}, {"b", Oscillator{frequency, levels}}};
    model.couplings = {{.name = "k",
                        .kind = CouplingKind::exchange,
                        .sites = {"a", "b"},
                        .operators = {},
                        .strength = strength}};
    for (const auto& [site, c] : {std::pair{"a", 0.0005}, std::pair{"b", 0.005}}) {
      model.baths.push_back(
          {.name = site, .sites = {site}, .temperature = 0.1, .spectral_density = Drude{c, 2}});
    }
  }
  return models;
}

// Two oscillators of four levels each, sixteen states, beside the double pole of the exact Green's
// function: higher levels are occupied by less than the error.
TEST(HierarchyRelaxation, OscillatorsMeetAtTheDoublePole) {
  const json pole = test_data("exact_ep.json").at("oscillators").at("values").at("o_pos");
  const auto number = [](const json& text) { return std::stod(text.get<std::string>()); };
  const Complex expected(number(pole.at("k_complex").at(0)), number(pole.at("k_complex").at(1)));
  const Complex w(number(pole.at("w_complex").at(0)), number(pole.at("w_complex").at(1)));
  const std::vector<Model> models = oscillators(4, 1, 1);
  const Options options{{"tolerance", 1e-3}};
  ASSERT_EQ(hierarchy_relaxation().obstacle(models, options), "");
  const std::vector<SlowEigenvalues> slow = hierarchy_relaxation().open(models, options);
  ASSERT_EQ(slow[1].kind, RelaxationKind::coherence);
  const SlowMeeting found = slow[1].refine({{expected * 1.05}, Complex(0, -1) * w, 2});
  EXPECT_LE(std::abs(found.parameters[0] - expected), found.error);
  EXPECT_LE(found.error, 1e-3 * std::abs(expected));  // what was asked for
}

// The two atoms of the reference at couplings from zero to 0.1 in units of an energy.
std::vector<Model> atoms_in_units_of(double energy) {
  std::vector<Model> models(2);
  for (const double strength : {0.0, 0.1 * energy}) {
    Model& model = models[strength > 0 ? 1 : 0];
    model.sites = {{"a", TwoLevel{energy}}, {"b", TwoLevel{energy}}};
    model.couplings = {{.name = "k",
                        .kind = CouplingKind::exchange,
                        .sites = {"a", "b"},
                        .operators = {},
                        .strength = strength}};
    for (const auto& [site, c, temperature] :
         {std::tuple{"a", 0.02, 0.5}, std::tuple{"b", 0.2, 0.6}}) {
      model.baths.push_back({.name = site,
                             .sites = {site},
                             .temperature = temperature * energy,
                             .spectral_density = Drude{c, 5 * energy}});
    }
  }
  return models;
}

TEST(HierarchyRelaxation, DoesNotDependOnTheUnitOfEnergy) {
  const Options options{{"tolerance", 1e-1}};
  const auto slow = [&](double energy) {
    return hierarchy_relaxation().open(atoms_in_units_of(energy), options);
  };
  const auto meeting = [](const std::vector<SlowEigenvalues>& of, double energy) {
    return of[1].refine({{Complex(0.729, -0.249)}, energy * Complex(-0.083, -0.968), 2});
  };
  const auto one = slow(1);
  const SlowMeeting expected = meeting(one, 1);
  for (const double energy : {1e-3, 1e3}) {
    SCOPED_TRACE(energy);
    const auto other = slow(energy);
    const std::vector<Complex> at{0.7};
    for (std::size_t i = 0; i < one.size(); ++i) {
      // Blocks have residuals of 1e-9.
      const Matrix block = one[i].block(at);
      EXPECT_LE((other[i].block(at) / energy - block).norm(), 1e-8 * block.norm());
    }
    // Newton's method ends at steps of 1e-3 of a place, and errors are less than steps.
    const SlowMeeting found = meeting(other, energy);
    EXPECT_LE(std::abs(found.parameters[0] - expected.parameters[0]), 1e-5);
    EXPECT_LE(std::abs(found.eigenvalue / energy - expected.eigenvalue), 1e-5);
  }
}

// A search that goes on asks for other matrices first.
TEST(HierarchyRelaxation, MatricesDoNotDependOnWhichWasAskedFirst) {
  const std::vector<Model> models = oscillators(2, 1, 0.1);
  const auto slow = [&] { return hierarchy_relaxation().open(models, {{"tolerance", 1e-1}}); };
  const std::vector<SlowEigenvalues> first = slow();
  const std::vector<SlowEigenvalues> second = slow();
  for (std::size_t i = 0; i < first.size(); ++i) {
    const auto at = [](const SlowEigenvalues& of, double u) {
      return of.block(std::vector<Complex>{u});
    };
    at(first[i], 0.2);
    EXPECT_EQ(at(first[i], 0.7), at(second[i], 0.7)) << i;
  }
}

TEST(HierarchyRelaxation, FrequenciesFarApartAreNotFollowedTogether) {
  const auto obstacle = [](double frequency) {
    return hierarchy_relaxation().obstacle(oscillators(2, frequency, 0.1), {});
  };
  EXPECT_EQ(obstacle(2.5), "");
  EXPECT_THAT(obstacle(3.2), testing::HasSubstr("less than a factor of 3"));
  EXPECT_THAT(obstacle(0.2), testing::HasSubstr("less than a factor of 3"));
}

TEST(HierarchyRelaxation, AndAtARealCouplingAndDetuning) {
  const json& expected = discrete().at("coherence_EP_real_plane");
  const Meeting found = meeting_of_reference(
      RelaxationKind::coherence, MeetingOf::real_plane,
      {{Complex(0.072), Complex(0.047)}, Complex(-0.083, -0.99), 2}, Complex(-0.1, -0.98), 2);
  EXPECT_NEAR(found.parameters[0].real(), expected.at(0).get<double>(), kDiscrete);
  EXPECT_NEAR(found.parameters[1].real(), expected.at(1).get<double>(), kDiscrete);
}

TEST(HierarchyRelaxation, FlowsHaveCuspsWhereThreeMeet) {
  for (const char* name : {"flow_EP3a_real_plane", "flow_EP3b_real_plane"}) {
    const json& expected = discrete().at(name);
    const Complex near(expected.at(0).get<double>() + 1e-3);
    const Complex detuning(expected.at(1).get<double>() + 1e-3);
    const Meeting found =
        meeting_of_reference(RelaxationKind::flow, MeetingOf::cusp,
                             {{near, detuning}, Complex(-0.1744), 3}, Complex(-0.17, 0.03), 5);
    EXPECT_NEAR(found.parameters[0].real(), expected.at(0).get<double>(), kDiscrete) << name;
    EXPECT_NEAR(found.parameters[1].real(), expected.at(1).get<double>(), kDiscrete) << name;
    EXPECT_NEAR(found.eigenvalue.real(), expected.at(2).get<double>(), kDiscrete) << name;
  }
}

TEST(HierarchyRelaxation, FlowsMeetInPairsOffTheRealAxis) {
  for (const char* name : {"flow_EP2a_complex_Omega", "flow_EP2b_complex_Omega"}) {
    const json& expected = discrete().at(name);
    const Complex eigenvalue(expected.at(2), expected.at(3));
    const Meeting found = meeting_of_reference(RelaxationKind::flow, MeetingOf::complex_parameter,
                                               {{complex_of(expected) + 2e-4}, eigenvalue, 2},
                                               eigenvalue + Complex(0.01, 0.01), 2);
    EXPECT_LE(std::abs(found.parameters[0] - complex_of(expected)), kDiscrete) << name;
    EXPECT_LE(std::abs(found.eigenvalue - eigenvalue), kDiscrete) << name;
  }
}

TEST(HierarchyRelaxation, HalvesHoldTheEigenvaluesOfTheWhole) {
  // One exponential a bath, one tier: few enough to be diagonalised.
  std::vector<ExponentialSum> baths(2);
  baths[0].terms = {{2.0, Complex(0.02, -0.01), Complex(0.02, 0.01), 0}};
  baths[1].terms = {{3.0, Complex(0.1, -0.05), Complex(0.1, 0.05), 0}};
  const SectorSystem system = atoms(0.05, 1.1);
  EXPECT_EQ(parities(system.hamiltonian, system.couplings), system.parities);
  System whole{system.hamiltonian, {}};
  for (const Matrix& s : system.couplings) whole.baths.push_back({"b", s, {Drude{1, 1}, 1}});
  const Hierarchy hierarchy = make_hierarchy(in_energy_basis(whole), baths, 2);
  const Vector all = eigenvalues_of(linear_generator(hierarchy).dense());
  const auto frame = std::make_shared<const HierarchyFrame>(baths, 2);
  Eigen::Index count = 0;
  for (const RelaxationKind kind : {RelaxationKind::coherence, RelaxationKind::flow}) {
    const SectorHierarchy half(frame, system, kind);
    count += half.size();
    Matrix dense(half.size(), half.size());
    Vector column;
    for (Eigen::Index k = 0; k < half.size(); ++k) {
      half.apply(Vector::Unit(half.size(), k), column);
      dense.col(k) = column;
    }
    // Far from any exceptional point; rounding.
    for (const Complex value : eigenvalues_of(dense)) {
      EXPECT_LE((all.array() - value).abs().minCoeff(), 1e-10);
    }
  }
  EXPECT_EQ(count, hierarchy.size());
}

TEST(HierarchyRelaxation, NeedsAParity) {
  Matrix biased = Matrix::Zero(2, 2);
  biased << 1, 0.5, 0.5, 0;
  Matrix sz = Matrix::Zero(2, 2);
  sz << 1, 0, 0, -1;
  EXPECT_TRUE(parities(biased, {sz}).empty());
  Matrix sx = Matrix::Zero(2, 2);
  sx << 0, 1, 1, 0;
  EXPECT_TRUE(parities(biased, {sx}).empty());
  EXPECT_EQ(parities(sz, {sx}), (std::vector<int>{0, 1}));
}

}  // namespace
}  // namespace quflux::inline hierarchy
