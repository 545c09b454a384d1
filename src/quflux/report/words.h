#pragma once

#include <string>

namespace quflux::inline report {

/// A number for people, with so many significant digits; -0 is 0.
std::string number(double x, int digits = 6);

/// A text below its title, where there is one.
std::string titled(const std::string& title, const std::string& text);

}  // namespace quflux::inline report
