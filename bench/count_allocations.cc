#include "bench/count_allocations.h"

#include <atomic>

namespace quflux::bench {
namespace {

std::atomic<std::size_t> allocations{0};

}  // namespace

std::size_t allocation_count() { return allocations; }

}  // namespace quflux::bench

#if defined(__GLIBC__) && !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
// glibc calls these where a program defines them, and new and Eigen call these.
extern "C" {

void* __libc_malloc(std::size_t size);                           // NOLINT(*-reserved-identifier)
void* __libc_memalign(std::size_t alignment, std::size_t size);  // NOLINT(*-reserved-identifier)

void* malloc(std::size_t size) {
  quflux::bench::allocations.fetch_add(1, std::memory_order_relaxed);
  return __libc_malloc(size);
}

void* aligned_alloc(std::size_t alignment, std::size_t size) {
  quflux::bench::allocations.fetch_add(1, std::memory_order_relaxed);
  return __libc_memalign(alignment, size);
}
}
#endif
