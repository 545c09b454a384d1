#include "quflux/bath/slope_contradiction.h"

#include <algorithm>
#include <array>
#include <cmath>

#include <fmt/core.h>

namespace quflux::inline bath {

std::string slope_contradiction(const SpectralDensity& density, double temperature) {
  if (const auto* sum = std::get_if<DensitySum>(&density)) {
    std::string reason;
    for (const SingleDensity& term : sum->terms) {
      if (reason.empty()) reason = slope_contradiction(any_density(term), temperature);
    }
    return reason;
  }
  const auto* user = std::get_if<Function>(&density);
  if (user == nullptr || !user->slope_at_zero || !(temperature > 0)) return "";
  const double given = *user->slope_at_zero;
  const std::array<double, 2> low{1e-6 * temperature, 1e-9 * temperature};
  std::array<double, 2> ratio{};
  user->function(low, ratio);
  for (std::size_t k = 0; k < low.size(); ++k) ratio[k] /= low[k];
  // A function that still changes there tells nothing of its limit; others are as good as constant.
  constexpr double kSame = 0.01;
  const double scale = std::max({given, ratio[0], ratio[1]});
  if (!(std::abs(ratio[0] - ratio[1]) <= kSame * scale)) return "";
  if (!(std::abs(ratio[1] - given) > 2 * kSame * scale)) return "";
  return fmt::format(
      "slope_at_zero is {}, but gamma(w)/w is {:.6g} at w = {:.6g} and {:.6g} at {:.6g}; it must "
      "be "
      "the limit of gamma(w)/w at w = 0",
      given, ratio[0], low[0], ratio[1], low[1]);
}

}  // namespace quflux::inline bath
