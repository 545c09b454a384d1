#include "quflux/core/memory.h"

#include <algorithm>
#include <fstream>
#include <limits>
#include <string>

#ifndef QUFLUX_PORTABLE
#include <unistd.h>

#include <sys/resource.h>
#endif

namespace quflux::inline core {

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

// What `ulimit -v` leaves.
std::optional<double> free_addresses() {
  rlimit limit{};
  if (getrlimit(RLIMIT_AS, &limit) != 0 || limit.rlim_cur == RLIM_INFINITY) return std::nullopt;
  double pages = 0;
  if (!(std::ifstream("/proc/self/statm") >> pages)) return std::nullopt;
  const double used = pages * static_cast<double>(sysconf(_SC_PAGESIZE));
  return std::max(static_cast<double>(limit.rlim_cur) - used, 0.0);
}

}  // namespace

std::optional<double> available_memory() {
  const std::optional<double> memory = free_memory();
  const std::optional<double> addresses = free_addresses();
  if (!memory || !addresses) return memory ? memory : addresses;
  return std::min(*memory, *addresses);
}

#else

std::optional<double> available_memory() { return std::nullopt; }

#endif

}  // namespace quflux::inline core
