#include "quflux/method/blip/lineshape_along.h"

#include <cmath>

#include <gtest/gtest.h>

namespace quflux::inline blip {
namespace {

// Along the middle of the strip and off it, forwards and backwards, to what is known of q itself.
TEST(LineshapeAlong, HasTheValuesOfTheLineshape) {
  for (const SpectralDensity& density :
       {SpectralDensity(PowerLaw{1e-3, 1, 10}), SpectralDensity(PowerLaw{0.1, 0.5, 3}),
        SpectralDensity(PowerLaw{0.1, 2.5, 3}), SpectralDensity(Drude{1e-3, 2}),
        SpectralDensity(Brownian{0.1, 3, 0.01})}) {
    const Lineshape lineshape({density, 1});
    for (const Complex start : {Complex(0, -0.5), Complex(-3, -0.2)}) {
      for (const double step : {0.09, -0.09}) {
        LineshapeAlong along(lineshape, start, step);
        for (std::size_t n = 0; n < 5'000; ++n) {
          const Lineshape::Values found = along.at(n);
          if (n % 37 != 0) continue;
          const Lineshape::Values expected = lineshape.at(start + step * static_cast<double>(n));
          ASSERT_LE(std::abs(found.value - expected.value), 1e-13 * (1 + std::abs(expected.value)))
              << n;
          ASSERT_LE(std::abs(found.slope - expected.slope), 1e-13 * (1 + std::abs(expected.slope)))
              << n;
        }
      }
    }
  }
}

}  // namespace
}  // namespace quflux::inline blip
