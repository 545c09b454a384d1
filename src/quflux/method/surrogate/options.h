#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "quflux/mapping/surrogate.h"
#include "quflux/model/model.h"
#include "quflux/road/options.h"

namespace quflux::inline surrogate {

/// How modes are followed.
enum class SurrogateSolver {
  deterministic,  ///< the mean over all swaps, or the damped modes
  stochastic      ///< swaps along trajectories
};

/// What stands for the baths.
struct SurrogateOptions {
  ModeKind kind = ModeKind::two_level;
  std::size_t modes = 2;  ///< of each bath; 1 of bosons
  SurrogateSolver solver = SurrogateSolver::deterministic;
  std::size_t events = 100'000;
  std::uint64_t seed = 1;
  std::optional<std::size_t> levels = std::nullopt;  ///< of each boson; none: as many as it needs
  std::vector<BathRow> given = {};                   ///< modes; empty: they are fitted
};

SurrogateOptions surrogate_options(const Options& options);

/// Why options do not go together; empty: they do.
std::string conflict(const Options& options);

/// The modes that are given, as those of a model. Throws Error where one names no bath, and where a
/// bath has none.
std::vector<SurrogateMode> given_modes(const SurrogateOptions& options, const Model& model);

std::vector<OptionKey> surrogate_option_keys();

}  // namespace quflux::inline surrogate
