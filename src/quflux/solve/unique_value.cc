#include "quflux/solve/unique_value.h"

namespace quflux::inline solve {

std::optional<double> unique_value(const RealVector& values, const RealVector& traces,
                                   double scale) {
  constexpr double kRounding = 1e-10;
  const double value = values.dot(traces) / traces.squaredNorm();
  const double difference = (values - value * traces).cwiseAbs().maxCoeff();
  if (!(difference <= kRounding * scale)) return std::nullopt;
  return value;
}

}  // namespace quflux::inline solve
