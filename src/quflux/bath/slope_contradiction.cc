#include "quflux/bath/slope_contradiction.h"

#include <algorithm>
#include <array>
#include <cmath>

#include <fmt/core.h>

namespace quflux::inline bath {

namespace {

// gamma(w)/w at four frequencies, each a thousandth of the one before.
using Ratios = std::array<double, 4>;
constexpr double kStep = 1e-3;

// Why gamma(w)/w has no limit: it grows towards zero as one power of w over nine decades, which
// neither rounding nor a logarithm does. Empty: it may have one.
std::string divergence(const Ratios& low, const Ratios& ratio) {
  constexpr double kSmallestExponent =
      0.1;                        // of exponents; w ln(w) has less from the second step on
  constexpr double kSame = 0.02;  // what a cutoff at a temperature is off at the first step
  std::array<double, 3> power{};
  for (std::size_t k = 0; k < power.size(); ++k) {
    power[k] = std::log(ratio[k + 1] / ratio[k]) / std::log(1 / kStep);
  }
  const auto [least, most] = std::ranges::minmax(power);
  if (!(least > kSmallestExponent && most - least <= kSame)) return "";
  return fmt::format(
      "a slope_at_zero is given, but gamma(w)/w has no limit at w = 0: it grows as w^{:.2g} "
      "towards it, from {:.6g} at w = {:.6g} to {:.6g} at {:.6g}; such a bath cannot couple at "
      "zero frequency, leave slope_at_zero away",
      -power.back(), ratio.front(), low.front(), ratio.back(), low.back());
}

}  // namespace

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
  Ratios low{};
  for (std::size_t k = 0; k < low.size(); ++k) {
    low[k] = temperature * std::pow(kStep, static_cast<double>(k + 1));
  }
  Ratios ratio{};
  user->function(low, ratio);
  for (std::size_t k = 0; k < low.size(); ++k) ratio[k] /= low[k];
  if (std::string reason = divergence(low, ratio); !reason.empty()) return reason;
  // A function that still changes there tells nothing of its limit; others are as good as constant.
  constexpr double kSame = 0.01;
  const double scale = std::max({given, ratio[1], ratio[2]});
  if (!(std::abs(ratio[1] - ratio[2]) <= kSame * scale)) return "";
  if (!(std::abs(ratio[2] - given) > 2 * kSame * scale)) return "";
  return fmt::format(
      "slope_at_zero is {}, but gamma(w)/w is {:.6g} at w = {:.6g} and {:.6g} at {:.6g}; it must "
      "be the limit of gamma(w)/w at w = 0",
      given, ratio[1], low[1], ratio[2], low[2]);
}

}  // namespace quflux::inline bath
