#include "quflux/numerics/splitting.h"

#include <algorithm>
#include <limits>

namespace quflux::inline numerics {

double rounding_over_splitting(const RealVector& energies, double same) {
  const double scale = energies.cwiseAbs().maxCoeff();
  if (scale == 0) return 0;
  double splitting = scale;
  for (Eigen::Index k = 1; k < energies.size(); ++k) {
    const double difference = energies(k) - energies(k - 1);
    if (difference > same * scale) splitting = std::min(splitting, difference);
  }
  return std::numeric_limits<double>::epsilon() * scale / splitting;
}

}  // namespace quflux::inline numerics
