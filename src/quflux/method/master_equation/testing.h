#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <vector>

#include "quflux/core/matrix.h"

/// What tests of derivatives compare with.
namespace quflux::inline master_equation {

struct Difference {
  RealVector slope;
  double error;  ///< estimated
};

/// f'(x) by central differences of halved steps, extrapolated to a step of zero; of all
/// extrapolations the one that changes least (Ridders, Adv. Eng. Software 4, 75 (1982)).
template <class F>
Difference difference(const F& f, double x, double step) {
  constexpr std::size_t kSteps = 6;
  std::vector<RealVector> table(kSteps);
  Difference best{{}, std::numeric_limits<double>::infinity()};
  for (std::size_t i = 0; i < kSteps; ++i, step /= 2) {
    RealVector before = table[0];
    table[0] = (f(x + step) - f(x - step)) / (2 * step);
    for (std::size_t k = 1; k <= i; ++k) {
      const RealVector next =
          table[k - 1] + (table[k - 1] - before) / (std::pow(4.0, static_cast<double>(k)) - 1);
      const double change = std::max((next - table[k - 1]).cwiseAbs().maxCoeff(),
                                     (next - before).cwiseAbs().maxCoeff());
      if (change < best.error) best = {next, change};
      before = table[k];
      table[k] = next;
    }
  }
  return best;
}

}  // namespace quflux::inline master_equation
