#pragma once

#include <string>
#include <string_view>

namespace quflux::inline core {

/// A text for the eyes: of one that is longer than a screen, what was given in it, a key or a list
/// of thousands of letters, stands in the middle, and its beginning and end are left.
std::string shortened(std::string_view text);

}  // namespace quflux::inline core
