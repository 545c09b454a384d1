#include "quflux/validity/drive_speed.h"

#include <gtest/gtest.h>

#include "quflux/model/check_model.h"

namespace quflux::inline validity {
namespace {

Model chain(int length) {
  Model model;
  for (int i = 0; i < length; ++i) {
    add_site(model, {fmt::format("s{}", i), TwoLevel{i == 0 ? 1.1 : 1.0}});
    if (i > 0) {
      add_coupling(model, {"",
                           CouplingKind::exchange,
                           {fmt::format("s{}", i - 1), fmt::format("s{}", i)},
                           {},
                           0.05});
    }
  }
  add_bath(model, {.name = "b",
                   .sites = {"s0"},
                   .temperature = 0.3,
                   .spectral_density = PowerLaw{0.01, 1, std::nullopt}});
  return model;
}

// The two sites at the end of a chain, the others of which are not coupled to them, in one quantum
// and in all states.
TEST(DriveSpeed, OfOneQuantumIsThatOfAllStates) {
  const auto speed = [](Model model) {
    for (std::size_t i = 1; i < model.couplings.size(); ++i) model.couplings[i].strength = 0;
    Course course{{0, 100}, ProductState{}, {}};
    add_drive(course.drives, model, {"", "site.s0.frequency", Sine{0.03, 100}});
    return drive_speeds(model, course).at(0);
  };
  const DriveSpeed two = speed(chain(2));
  const DriveSpeed many = speed(chain(40));
  EXPECT_GT(two.number, 1e-2);
  EXPECT_NEAR(many.number, two.number, 1e-12);
  EXPECT_NEAR(many.time, two.time, 1e-12);
}

}  // namespace
}  // namespace quflux::inline validity
