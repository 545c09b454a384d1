#pragma once

#include "quflux/core/error.h"

namespace quflux::inline solve {

/// That there is more than one stationary state.
class NotUnique : public NoAnswer {
 public:
  using NoAnswer::NoAnswer;
};

/// That some part of the system is not connected.
[[noreturn]] inline void throw_not_connected() {
  // Without the number, which would make every point's reason another one.
  throw NotUnique(
      "the stationary state is not unique: some part of the system is not connected to any bath, "
      "or by rates too far below the others for double precision");
}

}  // namespace quflux::inline solve
