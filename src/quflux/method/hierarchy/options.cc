#include "quflux/method/hierarchy/options.h"

#include <cmath>

namespace quflux::inline hierarchy {

namespace {

constexpr double kLargestTolerance = 0.1;
constexpr double kSmallestTolerance = 1e-10;
constexpr double kDeepestAllowed = 30;
constexpr double kMostExponentialsAllowed = 40;
constexpr double kMostMemory = 1e5;

std::optional<std::size_t> count(const Options& options, std::string_view key) {
  const auto value = option<double>(options, key);
  return value ? std::optional(static_cast<std::size_t>(std::lround(*value))) : std::nullopt;
}

}  // namespace

HierarchyOptions hierarchy_options(const Options& options) {
  HierarchyOptions result;
  result.tolerance = option<double>(options, "tolerance").value_or(result.tolerance);
  result.depth = count(options, "depth");
  result.exponentials = count(options, "exponentials");
  result.memory = option<double>(options, "memory").value_or(result.memory);
  return result;
}

OptionKey tolerance_option() {
  return {"tolerance",
          "of the flows, over the largest of them or a thousandth of the largest one-way flow",
          NumberOption{.otherwise = HierarchyOptions{}.tolerance,
                       .at_least = kSmallestTolerance,
                       .at_most = kLargestTolerance}};
}

OptionKey depth_option() {
  return {"depth", "tiers of the hierarchy, instead of as many as the tolerance needs",
          NumberOption{.at_least = 1, .at_most = kDeepestAllowed, .whole = true}};
}

OptionKey exponentials_option() {
  return {"exponentials",
          "exponentials of each bath's correlation function, instead of as many as the tolerance "
          "needs",
          NumberOption{.at_least = 1, .at_most = kMostExponentialsAllowed, .whole = true}};
}

OptionKey memory_option() {
  return {"memory", "GiB that the hierarchy may take",
          NumberOption{
              .otherwise = HierarchyOptions{}.memory, .at_least = 1e-3, .at_most = kMostMemory}};
}

}  // namespace quflux::inline hierarchy
