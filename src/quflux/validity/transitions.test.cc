#include "quflux/validity/transitions.h"

#include <cmath>

#include <gtest/gtest.h>

#include "quflux/hilbert/site_operators.h"
#include "quflux/hilbert/space.h"

namespace quflux::inline validity {
namespace {

// Two-level systems and, for the last `levels` > 2, an oscillator, with exchange couplings between
// neighbours and an Ohmic bath at each site.
System chain(const std::vector<double>& frequencies, const std::vector<double>& couplings,
             Eigen::Index levels = 2) {
  HilbertSpace space;
  space.dimensions.assign(frequencies.size(), 2);
  space.dimensions.back() = levels;
  const auto a = [&](std::size_t i) {
    return embed(space, static_cast<Eigen::Index>(i), annihilation(space.dimensions[i]));
  };
  Matrix uncoupled = frequencies[0] * a(0).adjoint() * a(0);
  for (std::size_t i = 1; i < frequencies.size(); ++i) {
    uncoupled += frequencies[i] * a(i).adjoint() * a(i);
  }
  System system{uncoupled, {}, uncoupled};
  for (std::size_t i = 0; i < couplings.size(); ++i) {
    system.hamiltonian += couplings[i] * (a(i).adjoint() * a(i + 1) + a(i + 1).adjoint() * a(i));
  }
  for (std::size_t i = 0; i < frequencies.size(); ++i) {
    system.baths.push_back({std::to_string(i), a(i) + a(i).adjoint(), {PowerLaw{0.001, 1}, 0.3}});
  }
  return system;
}

double coupling_splitting(const System& system) {
  return time_scales(system, 1e-9).coupling_splitting;
}

TEST(TimeScales, CouplingSplittingOfTwoLevelsIsTheirSplitting) {
  EXPECT_NEAR(coupling_splitting(chain({1, 1}, {0.05})), 0.1, 1e-12);
  EXPECT_NEAR(coupling_splitting(chain({1, 1.09}, {0.001})), std::hypot(0.09, 0.002), 1e-12);
  EXPECT_EQ(coupling_splitting(chain({1, 1.09}, {0})), 0);
}

// The smallest splitting of all is no measure of what the couplings do: neighbouring rungs of the
// ladder of atom and cavity are close however strong the coupling is, and so is a weakly coupled
// pair beside a strongly coupled one.
TEST(TimeScales, CouplingSplittingIsNotTheSmallestOne) {
  const System cavity = chain({1, 1}, {0.05}, 6);
  const double rabi = 0.1;
  EXPECT_LT(*time_scales(cavity, 1e-9).smallest_splitting, 0.02 * rabi);
  EXPECT_GE(coupling_splitting(cavity), rabi);

  const System pairs = chain({1, 1, 2, 2}, {0.1, 0, 1e-5});
  EXPECT_LT(*time_scales(pairs, 1e-9).smallest_splitting, 1e-4);
  EXPECT_GE(coupling_splitting(pairs), 0.2);
}

}  // namespace
}  // namespace quflux::inline validity
