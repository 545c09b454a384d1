#pragma once

#include <string_view>

namespace quflux::inline numerics {

/// The vector instructions that decide between kernels.
struct VectorInstructions {
  bool avx2_and_fma = false;
  bool avx512 = false;  ///< with DQ, BW and VL
};

/// The name of the kernels that OpenBLAS should have in the place of those it has taken; empty
/// where these are right. A processor that came after its OpenBLAS gets the kernels of one without
/// any of these instructions, with which products take two to four times as long.
std::string_view better_kernels(std::string_view taken, const VectorInstructions& there);

/// Has OpenBLAS take better kernels where there are, unless OPENBLAS_CORETYPE is set. For the start
/// of the program, before anything is multiplied.
void choose_kernels() noexcept;

}  // namespace quflux::inline numerics
