#include "quflux/validity/judge.h"

#include <algorithm>
#include <cmath>

namespace quflux::inline validity {

namespace {

// A dropped pair changes a flow by the square of its number: 1% and 10%.
constexpr double kGood = 0.1;
constexpr double kDoubtfulScale = 0.3;

Verdict verdict_of_scale(double number) {
  if (number < kGood) return Verdict::good;
  return number < kDoubtfulScale ? Verdict::doubtful : Verdict::bad;
}

}  // namespace

std::optional<DroppedPair> worst_dropped_pair(const MasterEquation& equation,
                                              const EquationOptions& options,
                                              const TimeScales& scales) {
  std::optional<DroppedPair> worst;
  double largest = 0;
  for (auto of_bath = scales.lines.begin(); of_bath != scales.lines.end(); ++of_bath) {
    const std::vector<Line>& lines = *of_bath;
    // Baths that see the same modes have the same lines.
    if (lines.empty() || std::find(scales.lines.begin(), of_bath, lines) != of_bath) continue;
    const double one_line =
        equation.merges ? options.degeneracy_tolerance * lines.back().frequency : 0;
    const double widest = std::ranges::max(lines, {}, &Line::width).width;
    for (std::size_t b = lines.size(); b-- > 0;) {
      for (std::size_t a = b; a-- > 0;) {
        const DroppedPair pair{lines[a], lines[b]};
        // Lines ascend, so that all further ones are too far away for their widths.
        if (2 * widest <= largest * pair.distance()) break;
        if (pair.width() <= largest * pair.distance() || pair.distance() <= one_line ||
            equation.kept(pair.first.frequency, pair.second.frequency, options)) {
          continue;
        }
        largest = pair.width() / pair.distance();
        worst = pair;
      }
    }
  }
  return worst;
}

std::optional<Neglect> neglect(const Equation& equation, const TimeScales& scales) {
  const EquationKind& kind = equation.kind;
  if (!kind.assumption.scale) return std::nullopt;
  Neglect result;
  switch (*kind.assumption.scale) {
    case Scale::splitting:
      if (scales.splitting > 0) result.number = scales.splitting / scales.largest_rate;
      break;
    case Scale::dropped_pairs:
      result.pair = worst_dropped_pair(kind.master_equation.value(),
                                       equation_options(equation.options), scales);
      if (result.pair) result.number = result.pair->width() / result.pair->distance();
      break;
  }
  result.verdict = verdict_of_scale(result.number);
  return result;
}

}  // namespace quflux::inline validity
