#include "quflux/report/point_words.h"

#include <algorithm>
#include <cmath>

#include <fmt/ranges.h>

#include "quflux/report/words.h"

namespace quflux::inline report {

namespace {

std::string sum(const std::vector<int>& parts) { return fmt::format("{}", fmt::join(parts, "+")); }

int digits(const TransitionPoint& p) {
  if (!(p.error > 0)) return kPlaceDigits;
  const double size = std::hypot(p.parameters[0], p.parameters[1]);
  return std::clamp(static_cast<int>(std::ceil(std::log10(size / p.error))) + 1, 2, kPlaceDigits);
}

}  // namespace

std::vector<std::string> point_cells(const TransitionPoint& p) {
  return {number(p.parameters[0], digits(p)),
          number(p.parameters[1], digits(p)),
          name(p.kind),
          std::to_string(order(p)),
          sum(p.jordan_blocks),
          p.cycles.empty() ? "-" : sum(p.cycles),
          std::isnan(p.branch_exponent) ? "-" : fmt::format("{:.4f}", p.branch_exponent),
          fmt::format("{0:.{2}g} {1:+.{2}g}i", p.eigenvalue.real(), p.eigenvalue.imag(),
                      std::min(digits(p), 9))};
}

}  // namespace quflux::inline report
