#pragma once

#include <string>

namespace CLI {
class ParseError;
}

namespace quflux::inline cli {

/// What is wrong with a command line, from what CLI11 says of it.
std::string parse_words(const CLI::ParseError& error);

}  // namespace quflux::inline cli
