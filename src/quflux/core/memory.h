#pragma once

#include <optional>

namespace quflux::inline core {

inline constexpr double kGibibyte = 1024.0 * 1024 * 1024;

/// Bytes that the program may still take, as the system and the limit of its address space tell;
/// empty where they do not.
std::optional<double> available_memory();

}  // namespace quflux::inline core
