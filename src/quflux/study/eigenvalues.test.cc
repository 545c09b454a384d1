#include "quflux/study/eigenvalues.h"

#include <algorithm>

#include <gtest/gtest.h>

#include "quflux/files/read_model_file.h"

namespace quflux::inline study {
namespace {

TEST(EigenvaluesAlong, TellsHowFarItIs) {
  const Study study = read_model_file(QUFLUX_TESTDATA "/models/two_oscillators.toml",
                                      {"equations=[\"local\", \"global\"]"});
  std::vector<double> shares;
  eigenvalues_along(study, "coupling.k.strength", {0.001, 0.05}, 11, EquationMatrix::amplitude,
                    [&](double share) { shares.push_back(share); });
  ASSERT_FALSE(shares.empty());
  EXPECT_EQ(std::ranges::min(shares), 0);
  EXPECT_EQ(shares.back(), 1);
  EXPECT_TRUE(std::ranges::any_of(shares, [](double share) { return share == 0.5; }));
}

}  // namespace
}  // namespace quflux::inline study
