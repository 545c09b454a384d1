#pragma once

#include "quflux/core/error.h"

namespace quflux::inline solve {

/// That there is more than one stationary state.
class NotUnique : public NoAnswer {
 public:
  using NoAnswer::NoAnswer;
};

}  // namespace quflux::inline solve
