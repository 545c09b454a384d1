#pragma once

#include <optional>
#include <string>

#include "quflux/study/near_target.h"

namespace quflux::inline cli {

/// What --near X[,Y] and --count K ask for; none where --near is absent. Throws Error for what is
/// no number, and for a count alone.
std::optional<NearTarget> near_target(const std::optional<std::string>& near,
                                      const std::optional<int>& count);

}  // namespace quflux::inline cli
