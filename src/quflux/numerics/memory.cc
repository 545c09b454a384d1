#include "quflux/numerics/memory.h"

#include <algorithm>
#include <fstream>
#include <limits>
#include <string>

#include <fmt/core.h>

#ifndef QUFLUX_PORTABLE
#include <unistd.h>

#include <sys/resource.h>

#include "quflux/core/parallel.h"
#include "quflux/numerics/lapack.h"
#endif

namespace quflux::inline numerics {

#ifndef QUFLUX_PORTABLE

namespace {

std::optional<double> free_memory() {
  std::ifstream info("/proc/meminfo");
  std::string key;
  double kibibytes = 0;
  while (info >> key >> kibibytes) {
    if (key == "MemAvailable:") return 1024 * kibibytes;
    info.ignore(std::numeric_limits<std::streamsize>::max(), '\n');
  }
  return std::nullopt;
}

// What `ulimit -v` leaves. Buffers that are there already count twice, on the safe side.
std::optional<double> free_addresses() {
  rlimit limit{};
  if (getrlimit(RLIMIT_AS, &limit) != 0 || limit.rlim_cur == RLIM_INFINITY) return std::nullopt;
  double pages = 0;
  if (!(std::ifstream("/proc/self/statm") >> pages)) return std::nullopt;
  const double used = pages * static_cast<double>(sysconf(_SC_PAGESIZE));
  return std::max(static_cast<double>(limit.rlim_cur) - used - blas_buffers(), 0.0);
}

}  // namespace

std::optional<double> available_memory() {
  const std::optional<double> memory = free_memory();
  const std::optional<double> addresses = free_addresses();
  if (!memory || !addresses) return memory ? memory : addresses;
  return std::min(*memory, *addresses);
}

std::string address_space_obstacle() {
  constexpr double kRest = 1 << 26;  // threads and what a small model takes
  const std::optional<double> addresses = free_addresses();
  if (!addresses || *addresses >= kRest) return "";
  return fmt::format(
      "the limit of the address space (ulimit -v) leaves less than the {:.2f} GiB that linear "
      "algebra on {} cores takes; allow more, or fewer cores (taskset -c 0 quflux ...)",
      (blas_buffers() + kRest) / kGibibyte, thread_count());
}

#else

std::optional<double> available_memory() { return std::nullopt; }

std::string address_space_obstacle() { return ""; }

#endif

std::string lacking_memory(double needed) {
  const std::optional<double> available = available_memory();
  if (!available || needed <= *available) return "";
  return fmt::format("{:.1f} GiB of memory, and {:.1f} GiB are available", needed / kGibibyte,
                     *available / kGibibyte);
}

}  // namespace quflux::inline numerics
