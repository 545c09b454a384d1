#include "quflux/report/words.h"

#include <fmt/core.h>

#include "quflux/core/utf8.h"

namespace quflux::inline report {

std::string number(double x, int digits) { return fmt::format("{:.{}g}", x + 0.0, digits); }

std::string titled(const std::string& title, const std::string& text) {
  return title.empty() ? text : one_line(title) + "\n\n" + text;
}

}  // namespace quflux::inline report
