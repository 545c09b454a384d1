#include "quflux/report/words.h"

#include <algorithm>

#include <fmt/core.h>

namespace quflux {

std::string number(double x, int digits) { return fmt::format("{:.{}g}", x + 0.0, digits); }

std::string shown(std::string name) {
  std::ranges::replace(name, '_', ' ');
  return name;
}

}  // namespace quflux
