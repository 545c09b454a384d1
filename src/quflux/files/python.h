#pragma once

#include <string>
#include <vector>

namespace quflux::inline files {

/// The Pythons to ask for what quflux leaves to one, in this order: beside the program, in
/// QUFLUX_PYTHON, on the PATH.
std::vector<std::string> pythons();

/// The last line that a program said, which of Python is the reason why it ended.
std::string last_line(std::string said);

/// The reason why Python ended, shortened where a module is not there.
std::string reason_of(const std::string& said);

}  // namespace quflux::inline files
