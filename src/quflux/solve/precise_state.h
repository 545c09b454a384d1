#pragma once

#include <optional>
#include <span>

#include "quflux/generator/generator.h"

namespace quflux::inline solve {

/// A stationary state in the energy basis in 31 digits.
struct PreciseState {
  BasicMatrix<DoubleDouble> state;
  BasicMatrix<DoubleDouble>
      other;        ///< by elimination in the opposite order, which rounds otherwise
  double rounding;  ///< relative error, estimated from above
};

/// Whether precise_state() takes no longer than a second or so.
bool is_small_enough(Eigen::Index dimension, std::span<const Eigen::Index> sector);

/// The stationary state within one sector of matrix elements, by elimination in 31 digits: rates
/// 1e-25 of the others still connect. None where there is more than one state even so. The system
/// must be small enough.
std::optional<PreciseState> precise_state(const BasicGenerator<DoubleDouble>& generator,
                                          std::span<const Eigen::Index> sector);

}  // namespace quflux::inline solve
