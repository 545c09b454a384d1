#include "quflux/report/words.h"

#include <fmt/core.h>

namespace quflux::inline report {

std::string number(double x, int digits) { return fmt::format("{:.{}g}", x + 0.0, digits); }

}  // namespace quflux::inline report
