#pragma once

#include <span>
#include <string>
#include <string_view>

namespace quflux::inline core {

/// Whether one word may be the other one misspelt, or what others call it.
bool is_close(std::string_view given, std::string_view word);

/// "; did you mean 'X'?" with the allowed word closest to `given`, or "; allowed are ..." when none
/// is close.
std::string did_you_mean(std::string_view given, std::span<const std::string> allowed);

}  // namespace quflux::inline core
