#pragma once

#include <cstddef>

namespace quflux::bench {

/// How often memory has been taken from the heap so far, by whatever code; always zero under
/// sanitizers, which have a heap of their own.
std::size_t allocation_count();

}  // namespace quflux::bench
