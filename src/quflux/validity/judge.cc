#include "quflux/validity/judge.h"

namespace quflux::inline validity {

namespace {

// "Much smaller" and "much larger" in what an equation assumes.
constexpr double kMuch = 10;

std::optional<double> value(EnergyScale scale, const TimeScales& scales) {
  switch (scale) {
    case EnergyScale::splitting:
      return scales.smallest_splitting;
    case EnergyScale::frequency:
      return scales.smallest_frequency;
    case EnergyScale::coupling:
      return scales.coupling_splitting;
  }
  return std::nullopt;
}

}  // namespace

Judgement judge(const Assumption& assumption, const TimeScales& scales) {
  Judgement result{std::nullopt, scales.largest_rate, std::nullopt};
  if (!assumption.scale) return result;
  result.scale = value(*assumption.scale, scales);
  if (!result.scale) return result;
  const double large = assumption.above ? *result.scale : result.rate;
  const double small = assumption.above ? result.rate : *result.scale;
  result.verdict = large >= kMuch * small ? Verdict::holds
                   : large <= small       ? Verdict::fails
                                          : Verdict::doubtful;
  return result;
}

}  // namespace quflux::inline validity
