#pragma once

#include <array>
#include <string>
#include <string_view>
#include <vector>

namespace quflux::inline core {

using TwoColumns = std::array<std::vector<double>, 2>;

/// Two columns of numbers from a text as programs write them, with names above them or without, or
/// from a .npy file. In messages the file is `file`, and the columns are what `names` says,
/// "frequency and gamma". Throws NoAnswer with file and line.
TwoColumns two_columns(std::string_view text, const std::string& file, std::string_view names);

}  // namespace quflux::inline core
