#include "quflux/core/double_double.h"

namespace quflux::inline core {

// Taylor's series of x/2^k, then exp(2 y) - 1 = e (e + 2) with e = exp(y) - 1: nothing cancels for
// x > 0.
DoubleDouble expm1(DoubleDouble x) {
  int halvings = 0;
  while (std::abs(x.high()) > 0.125) {
    x *= 0.5;
    ++halvings;
  }
  DoubleDouble series = 1;
  for (int n = 20; n > 1; --n) series = DoubleDouble(1) + x / DoubleDouble(n) * series;
  DoubleDouble e = x * series;
  for (; halvings > 0; --halvings) e *= e + DoubleDouble(2);
  return e;
}

}  // namespace quflux::inline core
