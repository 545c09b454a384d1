#pragma once

#include <string>
#include <string_view>

#include "quflux/core/matrix.h"
#include "quflux/core/two_columns.h"

namespace quflux::inline core {

/// Whether these are the bytes of an array that NumPy saved, a .npy file.
bool is_npy(std::string_view bytes);

/// Two columns, or two rows, of real numbers from such a file, called `file` in messages, as
/// two_columns(). Throws NoAnswer where it holds anything else, or less than it says.
TwoColumns npy_columns(std::string_view bytes, const std::string& file, std::string_view names);

/// A square matrix of real, complex or whole numbers from such a file, whose bytes these are.
/// Throws NoAnswer where they are not.
Matrix npy_matrix(std::string_view bytes, const std::string& file);

}  // namespace quflux::inline core
