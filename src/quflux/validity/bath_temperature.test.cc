#include "quflux/validity/bath_temperature.h"

#include <cmath>

#include <gtest/gtest.h>

#include "quflux/method/master_equation/make_generator.h"
#include "quflux/validity/testing.h"

namespace quflux::inline validity {
namespace {

TEST(TemperatureOf, IsThatOfTheGibbsState) {
  const RealVector energies{{0, 1.2, 1.7, 4}};
  for (const double t : {0.05, 0.3, 2.0, 500.0, -0.4}) {
    const Eigen::ArrayXd weights = (-(energies.array() - (t > 0 ? 0 : 4)) / t).exp();
    const double mean = (weights * energies.array()).sum() / weights.sum();
    // At 500 the mean differs from that of all levels by 1e-3 of the span: so many digits go.
    EXPECT_NEAR(temperature_of(energies, mean) / t, 1, 1e-10) << t;
  }
  EXPECT_TRUE(std::isinf(temperature_of(energies, energies.mean())));
}

// The values of an independent program.
TEST(BathTemperatures, OfTheLocalEquationAreTurnedOver) {
  const System system = to_system(paper_pair(1.2, 0.05).model);
  const auto local = bath_temperatures(make_generator(system, kLocal), system);
  ASSERT_EQ(local.size(), 2U);
  EXPECT_NEAR(local[0].effective, 0.2167, 5e-5);
  EXPECT_NEAR(local[1].effective, 0.1981, 5e-5);
  const auto global = bath_temperatures(make_generator(system, kGlobal), system);
  EXPECT_NEAR(global[0].effective, 0.2, 1e-10);
  EXPECT_NEAR(global[1].effective, 0.22, 1e-10);
}

}  // namespace
}  // namespace quflux::inline validity
