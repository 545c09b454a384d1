#pragma once

#include <cstddef>
#include <optional>

#include "quflux/road/options.h"

namespace quflux::inline hierarchy {

/// How far a hierarchy is to go.
struct HierarchyOptions {
  /// Of the flows, over the largest of them or a thousandth of the largest one-way flow.
  double tolerance = 1e-4;
  std::optional<std::size_t> depth = std::nullopt;  ///< tiers; none: as many as the tolerance needs
  std::optional<std::size_t> exponentials = std::nullopt;  ///< of each bath, likewise
  double memory = 4;                                       ///< GiB, at most
};

/// The options as they are set under their keys.
HierarchyOptions hierarchy_options(const Options& options);

OptionKey tolerance_option();
OptionKey depth_option();
OptionKey exponentials_option();
OptionKey memory_option();

}  // namespace quflux::inline hierarchy
