#pragma once

#include <string>
#include <string_view>

namespace quflux::inline model_file {

/// What is wrong with a text that is no TOML, from what toml++ says of it.
std::string syntax_words(std::string_view description);

}  // namespace quflux::inline model_file
