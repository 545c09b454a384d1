#include "quflux/validity/time_scales.h"

#include <cmath>

#include <gtest/gtest.h>

namespace quflux::inline validity {
namespace {

// Two-level systems and, for `levels` > 2, an oscillator as the last site, with couplings between
// neighbours.
Model chain(const std::vector<double>& frequencies, const std::vector<double>& couplings,
            Eigen::Index levels = 2, CouplingKind kind = CouplingKind::exchange) {
  Model model;
  for (std::size_t i = 0; i < frequencies.size(); ++i) {
    const std::string name = std::to_string(i);
    if (levels > 2 && i + 1 == frequencies.size()) {
      model.sites.push_back({name, Oscillator{frequencies[i], static_cast<double>(levels)}});
    } else {
      model.sites.push_back({name, TwoLevel{frequencies[i]}});
    }
    if (i == 0 || couplings[i - 1] == 0) continue;
    model.couplings.push_back({name, kind, {std::to_string(i - 1), name}, {}, couplings[i - 1]});
  }
  return model;
}

TEST(CouplingSplitting, OfTwoLevelsIsTheirSplitting) {
  EXPECT_NEAR(coupling_splitting(chain({1, 1}, {0.05})), 0.1, 1e-12);
  EXPECT_NEAR(coupling_splitting(chain({1, 1.09}, {0.001})), std::hypot(0.09, 0.002), 1e-12);
  EXPECT_EQ(coupling_splitting(chain({1, 1.09}, {0})), 0);
}

// The smallest splitting of all is no measure of what the couplings do: neighbouring rungs of the
// ladder of atom and cavity are close however strong the coupling is.
TEST(CouplingSplitting, IsThatOfTheWholeLadder) {
  EXPECT_GE(coupling_splitting(chain({1, 1}, {0.05}, 6)), 0.1);
}

// A pair on resonance does not hide that the third site is far from both; neither does a coupling
// that leaves the energies where they are.
TEST(CouplingSplitting, IsTheLargestOfAllCouplings) {
  EXPECT_NEAR(coupling_splitting(chain({1, 1, 1.4}, {0.001, 0.001})), std::hypot(0.4, 0.002),
              1e-12);
  EXPECT_NEAR(coupling_splitting(chain({1, 1, 2, 2}, {0.1, 0, 1e-5})), 0.2, 1e-12);
  Model model = chain({1, 0.8, 1.2}, {0.001, 0.001});
  model.couplings.push_back({"zz", CouplingKind::zz, {"1", "2"}, {}, 0.001});
  EXPECT_NEAR(coupling_splitting(model), std::hypot(0.4, 0.002), 1e-12);
}

TEST(CouplingSplitting, OfMatricesIsThatOfTheirParts) {
  const Model parts = chain({1, 0.8, 1.2}, {0.001, 0.001});
  const System system = to_system(parts);
  Model matrices;
  matrices.matrices = MatrixModel{system.hamiltonian, system.uncoupled_hamiltonian};
  // c is the norm of both couplings together.
  EXPECT_NEAR(coupling_splitting(matrices), 0.4, 1e-4);
  matrices.matrices->uncoupled_hamiltonian = std::nullopt;
  EXPECT_EQ(coupling_splitting(matrices), 0);
}

// A two-level system with a tilted operator: S(0) and S(+-1) have the norm 1, and the widths of
// both baths add up.
TEST(TimeScales, LinesAreAsWideAsAllBathsMakeThem) {
  Model model;
  model.sites = {{"a", TwoLevel{1}}};
  System system = to_system(model);
  Matrix tilted(2, 2);
  tilted << 1, 1, 1, -1;
  system.baths = {{"h", tilted, {PowerLaw{0.1, 1}, 1.0}}, {"c", tilted, {PowerLaw{0.1, 1}, 0.3}}};
  const TimeScales scales = time_scales(model, bath_transitions(system, 1e-9));
  ASSERT_EQ(scales.lines.size(), 2U);
  ASSERT_EQ(scales.lines[0].size(), 3U);
  EXPECT_EQ(scales.lines[0][0].frequency, -1);
  EXPECT_EQ(scales.lines[0][1].frequency, 0);
  EXPECT_EQ(scales.lines[0][2].frequency, 1);
  // gamma (n + 1/2) = 0.1 coth(w/2T)/2, and T c at zero.
  const double one = 0.05 / std::tanh(0.5) + 0.05 / std::tanh(0.5 / 0.3);
  EXPECT_NEAR(scales.lines[0][0].width, one, 1e-12);
  EXPECT_NEAR(scales.lines[0][1].width, 0.13, 1e-12);
  EXPECT_NEAR(scales.lines[1][2].width, one, 1e-12);
}

}  // namespace
}  // namespace quflux::inline validity
