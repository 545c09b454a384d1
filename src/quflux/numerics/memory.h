#pragma once

#include <optional>
#include <string>

namespace quflux::inline numerics {

inline constexpr double kGibibyte = 1024.0 * 1024 * 1024;

/// Bytes that the program may still take, as the system and the limit of its address space tell,
/// less what blas_buffers() maps; empty where they do not.
std::optional<double> available_memory();

/// "6.1 GiB of memory, and 2.9 GiB are available", where fewer bytes than are needed are; empty
/// where they are there, or nobody knows.
std::string lacking_memory(double needed);

/// Why the limit of the address space is too small for BLAS itself, which would wait for ever;
/// empty where it is not.
std::string address_space_obstacle();

}  // namespace quflux::inline numerics
