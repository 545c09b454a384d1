#pragma once

#include <array>
#include <string>
#include <string_view>
#include <vector>

namespace quflux::inline bath {

/// Whether these are the bytes of an array that NumPy saved, a .npy file.
bool is_npy(std::string_view bytes);

/// Two columns, or two rows, of real numbers from such a file, called `file` in messages. Throws
/// Error where it holds anything else, or less than it says.
std::array<std::vector<double>, 2> npy_columns(std::string_view bytes, const std::string& file);

}  // namespace quflux::inline bath
