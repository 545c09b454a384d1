#include <cmath>
#include <limits>

namespace {

struct Square {
  double value;
  double lost;  // by rounding
};

// T. J. Dekker, Numer. Math. 18, 224 (1971).
Square square(double x) {
  const double wide = x * (0x1p27 + 1);
  const double high = x - wide + wide;
  const double low = x - high;
  const double value = x * x;
  return {value, high * high - value + 2 * high * low + low * low};
}

}  // namespace

/// In the place of the one that the compiler brings: that takes fused products, which WebAssembly
/// lacks, and each modulus of a complex number calls it.
extern "C" double hypot(double x, double y) {
  const double large = std::fmax(std::abs(x), std::abs(y));
  const double small = std::fmin(std::abs(x), std::abs(y));
  if (std::isinf(large)) return large;
  if (std::isnan(x) || std::isnan(y)) return std::numeric_limits<double>::quiet_NaN();
  if (small < large * 0x1p-60) return large;
  // Squares neither overflow nor lose what their rounding lost.
  const double unit = large > 0x1p500 ? 0x1p700 : small < 0x1p-450 ? 0x1p-700 : 1;
  const Square a = square(large / unit);
  const Square b = square(small / unit);
  return unit * std::sqrt(b.lost + a.lost + b.value + a.value);
}
